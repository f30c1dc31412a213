// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/itt_log.hpp"
#include "support/temp_dir.hpp"

#include <cstdlib>
#include <set>
#include <string>
#include <utility>

using namespace penstock::test;

TEST_CASE("the collector hears names, edges and calls of a flow graph", "[profiling][itt]") {
    const TempDir folder;
    const std::string command = "PENSTOCK_ITT_LOG='" + (folder / "events.tsv").string() +
                                "' INTEL_LIBITTNOTIFY64='" PENSTOCK_ITT_COLLECTOR
                                "' '" PENSTOCK_ITT_PROBE "' > '" +
                                (folder / "stdout").string() + "'";
    REQUIRE(std::system(command.c_str()) == 0);
    const IttLog log{folder / "events.tsv"};

    CHECK(log.names_of("graph") == std::multiset<std::string>{"probe"});
    CHECK(log.names() == std::set<std::string>{"probe", "numbers", "few", "doubled", "sum"});
    CHECK(log.nameless_nodes().empty());
    CHECK(log.edges() ==
          std::set<std::pair<std::string, std::string>>{
              {"numbers", "few"}, {"few", "doubled"}, {"doubled", "sum"}, {"sum", "few"}});
    CHECK(log.begins("doubled") == 20);
    CHECK(log.ends("doubled") == 20);
    CHECK(log.begins("sum") == 20);
    CHECK(log.unpaired() == 0);
}
