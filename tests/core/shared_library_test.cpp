// SPDX-License-Identifier: Apache-2.0
#include "core/shared_library.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <cmath>
#include <cstddef>
#include <cstring>
#include <elf.h>
#include <stdexcept>
#include <string>

using namespace penstock;

TEST_CASE("a library of the system is loaded, and its functions are found", "[core]") {
    const SharedLibrary mathematics{"libm.so.6"};
    auto* root = mathematics.function<double(double)>("cbrt");
    REQUIRE(root != nullptr);
    CHECK(root(27.0) == Approx(3.0));
    CHECK(mathematics.function<void()>("no_such_function") == nullptr);
}

TEST_CASE("a library that was copied in part does not bring the process down", "[core]") {
    const test::TempDir folder;
    const std::string whole = test::read_file("/proc/self/exe");
    for (const std::size_t size : {64U, 100U, 1000U, 4096U, 50000U})
        CHECK_THROWS_WITH(SharedLibrary{folder.write("part.so", whole.substr(0, size))},
                          "the file ends too early; copy it again");
}

TEST_CASE("a library of another machine is said to be one", "[core]") {
    const test::TempDir folder;
    const auto built_for = [&folder](std::string header, unsigned machine, bool is_swapped) {
        header[EI_DATA] = static_cast<char>(is_swapped ? ELFDATA2LSB + ELFDATA2MSB - header[EI_DATA]
                                                       : header[EI_DATA]);
        const std::size_t at = offsetof(Elf64_Ehdr, e_machine);
        const auto low = static_cast<char>(machine & 0xFFU);
        const auto high = static_cast<char>(machine >> 8U);
        header[at] = is_swapped ? high : low;
        header[at + 1] = is_swapped ? low : high;
        return folder.write("other.so", header);
    };
    const std::string own = test::read_file("/proc/self/exe").substr(0, 4096);
    Elf64_Ehdr header{};
    std::memcpy(&header, own.data(), sizeof header);
    const unsigned other = header.e_machine == EM_S390 ? EM_RISCV : EM_S390;
    const std::string name = other == EM_S390 ? "S/390" : "RISC-V";
    for (const bool is_swapped : {false, true})
        CHECK_THROWS_WITH(
            SharedLibrary{built_for(own, other, is_swapped)},
            Catch::Matchers::StartsWith("it was built for " + name + ", and this machine is "));
    CHECK_THROWS_WITH(SharedLibrary{built_for(own, 0xFEFE, false)},
                      Catch::Matchers::StartsWith("it was built for machine number 65278, and "));
    CHECK_THROWS_WITH(SharedLibrary{built_for(own, header.e_machine, false)},
                      "the file ends too early; copy it again");
}

TEST_CASE("a library goes by a name that is shorter than that of its file", "[core]") {
    CHECK(library_file_name("tint") == "libtint.so");
    CHECK(library_file_name("so") == "libso.so");
    CHECK(library_file_name("libtint.so") == "libtint.so");
    CHECK(library_file_name("libtint.so.1") == "libtint.so.1");
    CHECK(unversioned_name("/lib.so.d/libtint.so.1.20") == "libtint.so");
    CHECK(unversioned_name("libtint.so") == "libtint.so");
    CHECK(unversioned_name("lib/libtint.sound.so.1") == "libtint.sound.so");
    CHECK(unversioned_name("lib/other") == "other");
}

TEST_CASE("what is no library is refused with the words of the system", "[core]") {
    const test::TempDir folder;
    const auto file = folder.write("text.so", "this is no library, and longer than one header");
    CHECK_THROWS_WITH(SharedLibrary{file}, Catch::Matchers::Contains("text.so"));
    CHECK_THROWS_WITH(SharedLibrary{folder.write("empty.so", "")},
                      Catch::Matchers::Contains("file too short"));
    CHECK_THROWS_AS(SharedLibrary{folder / "absent.so"}, std::runtime_error);
}
