// SPDX-License-Identifier: Apache-2.0
#include "penstock/load_plugins.hpp"
#include "penstock/plugin_entry.hpp"
#include "penstock/version.hpp"

#include "plugin/libraries.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "support/unprivileged.hpp"

#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <vector>

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

namespace penstock::test {
namespace {

namespace fs = std::filesystem;

// What is said of a library; it must add nothing to a registry that has others already.
std::string refusal(const fs::path& file) {
    NodeRegistry registry = built_in_nodes();
    load_plugin(registry, library("tint"));
    const std::vector<std::string> before = registry.names();
    std::string message = "accepted";
    try {
        load_plugin(registry, file);
    } catch (const PluginError& error) {
        message = error.what();
    }
    CHECK(registry.names() == before);
    return message;
}

std::string of(const fs::path& file, const std::string& what) {
    return file.string() + ": " + what;
}

} // namespace

TEST_CASE("what is no library is refused with what it is", "[plugin]") {
    const TempDir folder;
    CHECK(refusal(folder / "absent.so") ==
          of(folder / "absent.so",
             "there is no such file; expected a library; build it, or correct the path"));
    CHECK(refusal(folder.path()) ==
          of(folder.path(),
             "this is a folder; expected a library in it; name that, or the folder in "
             "PENSTOCK_PLUGIN_PATH"));
    REQUIRE(::mkfifo((folder / "pipe.so").c_str(), 0600) == 0);
    CHECK(refusal(folder / "pipe.so") ==
          of(folder / "pipe.so", "this is a device or a pipe; expected a library"));
    const std::string end = "; expected a shared library for this machine, linked with libpenstock "
                            "and with all that it calls";
    const fs::path text = folder.write(
        "text.so", "This is a text, and longer than the header of a library: it has to be read.");
    CHECK(refusal(text) == of(text, "it cannot be loaded: invalid ELF header" + end));
    const fs::path empty = folder.write("empty.so", "");
    CHECK(refusal(empty) == of(empty, "it cannot be loaded: file too short" + end));
    const std::string whole = read_file(library("tint"));
    const fs::path half = folder.write("half.so", whole.substr(0, 8192));
    CHECK(refusal(half) ==
          of(half, "it cannot be loaded: the file ends too early; copy it again" + end));
    CHECK_THAT(refusal("/proc/self/exe"), Contains("it cannot be loaded: "));
    CHECK(refusal("") == "found an empty name; expected that of a library");
}

TEST_CASE("a link that leads to no library is refused with what it is", "[plugin]") {
    const TempDir folder;
    fs::create_symlink(folder / "nowhere", folder / "dangling.so");
    CHECK(refusal(folder / "dangling.so") ==
          of(folder / "dangling.so",
             "this is a link to " + (folder / "nowhere").string() +
                 ", and that is not there; expected a library; build it, or remove the link"));
    fs::create_symlink("other.so", folder / "one.so");
    fs::create_symlink("one.so", folder / "other.so");
    CHECK(refusal(folder / "one.so") ==
          of(folder / "one.so",
             "this link leads back to itself; expected a library; build it, or remove the link"));
}

TEST_CASE("what stands in a name or in a library cannot end a line", "[plugin]") {
    const TempDir folder;
    CHECK_THAT(refusal(folder / "two\nlines.so"),
               StartsWith((folder / "two").string() + "\\nlines.so: there is no such file"));
    CHECK_THAT(refusal("two\nlines"), StartsWith("found no libtwo\\nlines.so in "));
    CHECK_THAT(refusal(library("other_abi")), Contains("\"penstock 0.0 interface 0,\\ng++ 3\""));
}

TEST_CASE("the name of a file without its ending is not taken for the name of a plugin",
          "[plugin]") {
    CHECK_THAT(refusal("libtint"),
               StartsWith("found no liblibtint.so in ") &&
                   EndsWith("; did you mean \"tint\", which is libtint.so?"));
    CHECK_THAT(refusal("absent"), EndsWith("or give its path"));
    CHECK_THAT(refusal("lib"), EndsWith("or give its path"));
    CHECK_THAT(refusal("libabsent.so"), EndsWith("or give its path"));
}

TEST_CASE("a library that may not be read is refused with the reason", "[plugin]") {
    if (!Unprivileged::is_possible())
        return;
    const TempDir folder;
    fs::permissions(folder.path(), fs::perms::all);
    const fs::path file = folder.write("closed.so", read_file(library("twin")));
    fs::permissions(file, fs::perms::none);
    NodeRegistry registry;
    const Unprivileged now;
    CHECK_THROWS_WITH(load_plugin(registry, file),
                      StartsWith(of(file,
                                    "it cannot be loaded: cannot open shared object file: "
                                    "Permission denied")));
}

TEST_CASE("a folder that may not be looked into is not said to be empty", "[plugin]") {
    if (!Unprivileged::is_possible())
        return;
    const TempDir folder;
    fs::permissions(folder.path(), fs::perms::all);
    folder.write("closed/libtint.so", read_file(library("twin")));
    fs::permissions(folder / "closed", fs::perms::none);
    NodeRegistry registry;
    {
        const Unprivileged now;
        CHECK_THROWS_WITH(load_plugin(registry, folder / "closed/libtint.so"),
                          of(folder / "closed/libtint.so",
                             "it cannot be looked at: Permission denied; expected a library that "
                             "this user can read"));
        CHECK_THROWS_WITH(load_plugin(registry, "tint", folder / "closed"),
                          StartsWith("found no libtint.so in " + (folder / "closed").string() +
                                     " (Permission denied); expected"));
    }
    fs::permissions(folder / "closed", fs::perms::all);
}

TEST_CASE("a library that is no plugin is refused before anything of it is called", "[plugin]") {
    const std::string remedy = "expected PENSTOCK_PLUGIN(register_nodes) in one of its sources";
    CHECK(refusal(library("no_plugin")) ==
          of(library("no_plugin"),
             "this is no plugin of penstock: it has no function penstock_plugin_abi; " + remedy));
    CHECK(refusal(library("half_a_plugin")) ==
          of(library("half_a_plugin"),
             "this is no plugin of penstock: it has no function penstock_plugin_register; " +
                 remedy));
    CHECK(
        refusal(library("other_abi")) ==
        of(library("other_abi"),
           "it was built for something else: found \"penstock 0.0 interface 0,\\ng++ 3\", expected "
           "\"" +
               std::string{plugin_abi} +
               "\"; build it again with this compiler and the headers of penstock " + version()));
    CHECK_THAT(refusal(library("needs_more")),
               StartsWith(of(library("needs_more"), "it cannot be loaded: undefined symbol: ")) &&
                   Contains("nobody_has_this"));
}

TEST_CASE("the text that libraries and programs compare names what types depend on", "[plugin]") {
    const std::string text = plugin_abi;
    CHECK_THAT(text, StartsWith("penstock 0.1 interface "));
    CHECK_THAT(text, Contains("g++ "));
    CHECK_THAT(text, Contains("libstdc++ ") && Contains(" with cxx11 abi "));
}

TEST_CASE("of a plugin that throws, nothing is loaded", "[plugin]") {
    const std::string begin = "it threw while it registered its node types: ";
    const std::string end = "; nothing of it is loaded; correct the plugin";
    CHECK(refusal(library("throws_exception")) ==
          of(library("throws_exception"), begin + "the licence has expired" + end));
    CHECK(refusal(library("throws_number")) ==
          of(library("throws_number"), begin + "something that is no std::exception" + end));
    CHECK(refusal(library("half_wrong")) ==
          of(library("half_wrong"), begin + "node type \"wordless\": it has no doc" + end));
    CHECK(refusal(library("nothing")) ==
          of(library("nothing"),
             "it registers no node type; expected registry.add<...>() in its function"));
}

TEST_CASE("names that are taken are refused, with those who have them", "[plugin]") {
    const std::string begin = "it has node types that are there already: ";
    const std::string end = "; nothing of it is loaded; give them other names, or load only one of "
                            "the plugins";
    CHECK(refusal(library("named_as_built_in")) ==
          of(library("named_as_built_in"), begin + "\"resize\", which is built in" + end));
    CHECK(refusal(library("twin")) ==
          of(library("twin"),
             begin + "\"tint\", which is of the plugin " + library("tint").string() + end));
    // Another file, though with the same content.
    const TempDir folder;
    const fs::path copy = folder.write("libtint.so", read_file(library("tint")));
    CHECK_THAT(refusal(copy),
               Contains("\"shade\", which is of the plugin " + library("tint").string() +
                        "; \"tint\", which is"));
}

} // namespace penstock::test
