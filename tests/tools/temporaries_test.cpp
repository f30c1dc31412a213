// SPDX-License-Identifier: Apache-2.0
#include "tools/temporaries.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "tools/tool.hpp"

#include <fcntl.h>
#include <string>
#include <unistd.h>

using namespace penstock::test;
using namespace penstock::tools;

TEST_CASE("temporary files of this process are removed from the folders that it holds open",
          "[tools][temporaries]") {
    const TempDir folder;
    const std::string own = std::to_string(::getpid());
    const std::string other = std::to_string(::getpid() + 1);
    for (const std::string& name : {"." + std::string{"a.jpg."} + own + "-0.part",
                                    ".b.jpg." + own + "-17.part",
                                    ".c.jpg." + other + "-0.part",
                                    ".d.jpg." + own + ".part",
                                    ".e.jpg." + own + "-x.part",
                                    "f.jpg." + own + "-1.part",
                                    std::string{"g.jpg"}})
        folder.write("open/" + name, "");
    folder.write("closed/.h.jpg." + own + "-2.part", "");
    const int open = ::open((folder / "open").c_str(), O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    REQUIRE(open >= 0);
    {
        const auto nothing_opens = remove_temporaries();
        CHECK(::open((folder / "open/g.jpg").c_str(), O_RDONLY | O_CLOEXEC) < 0);
    }
    ::close(open);
    CHECK(files_below(folder / "open") == std::vector<std::string>{".c.jpg." + other + "-0.part",
                                                                   ".d.jpg." + own + ".part",
                                                                   ".e.jpg." + own + "-x.part",
                                                                   "f.jpg." + own + "-1.part",
                                                                   "g.jpg"});
    CHECK(files_below(folder / "closed").size() == 1);
}
