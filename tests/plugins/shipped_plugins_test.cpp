// SPDX-License-Identifier: Apache-2.0
#include "penstock/penstock.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

using namespace penstock;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

NodeRegistry with(const std::string& plugin) {
    NodeRegistry registry = built_in_nodes();
    load_plugin(registry,
                std::string{PENSTOCK_BINARY_DIR} + "/lib/penstock/plugins/lib" + plugin + ".so");
    return registry;
}

RunReport run(const NodeRegistry& registry,
              const std::string& nodes,
              const std::string& edges,
              std::uint32_t threads = 2) {
    PipelineOptions options;
    options.threads = threads;
    Pipeline pipeline{validate(parse_config(R"({"penstock": "1.0", "nodes": {)" + nodes +
                                                R"(}, "edges": [")" + edges + "\"]}",
                                            "test.json"),
                               registry),
                      options};
    RunReport report = pipeline.run();
    CHECK(report.is_balanced());
    return report;
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::map<std::string, std::string> files_in(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        files[entry.path().filename().string()] = text_of(entry.path());
    return files;
}

std::string tables(const std::string& params, const test::TempDir& folder) {
    return R"("n": {"type": "generate", "params": {"count": 12}},
              "g": {"type": "limiter", "params": {"max_bytes": "1MiB"}},
              "t": {"type": "csv_table", "params": )" +
           params + R"(}, "w": {"type": "write", "params": {"path": ")" +
           (folder / "{seq:02}.{ext}").string() + R"("}})";
}

std::string commands(const std::string& argv, const std::string& more = "") {
    return R"("n": {"type": "generate", "params": {"count": 3}}, "g": {"type": "limiter"},
              "r": {"type": "render", "params": {"width": 64, "height": 32}},
              "e": {"type": "encode", "params": {"format": "pnm"}},
              "c": {"type": "command", "params": {"argv": )" +
           argv + more;
}

} // namespace

TEST_CASE("csv_table makes the tables that its parameters say, the same ones at every thread count",
          "[plugins][csv_table]") {
    const NodeRegistry registry = with("csv_table");
    const std::string params =
        R"({"rows": 50, "columns": 7, "minimum": -20, "maximum": 100, "seed": 3})";
    test::TempDir one;
    test::TempDir eight;
    CHECK(run(registry, tables(params, one), "n -> g -> t -> w", 1).items.written == 12);
    const RunReport report = run(registry, tables(params, eight), "n -> g -> t -> w", 8);
    CHECK(report.limiters.at(0).peak_bytes <= 1024 * 1024);
    const auto files = files_in(one.path());
    CHECK(files == files_in(eight.path()));
    REQUIRE(files.size() == 12);
    CHECK(files.at("00.csv") != files.at("01.csv"));
    std::istringstream lines{files.at("05.csv")};
    std::string line;
    std::getline(lines, line);
    CHECK(line == "c0,c1,c2,c3,c4,c5,c6");
    std::vector<int> numbers;
    int rows = 0;
    while (std::getline(lines, line)) {
        ++rows;
        CHECK(std::ranges::count(line, ',') == 6);
        std::istringstream cells{line};
        for (std::string cell; std::getline(cells, cell, ',');)
            numbers.push_back(std::stoi(cell));
    }
    CHECK(rows == 50);
    REQUIRE(numbers.size() == 350);
    CHECK(std::ranges::min(numbers) >= -20);
    CHECK(std::ranges::max(numbers) <= 100);
    CHECK(std::ranges::max(numbers) - std::ranges::min(numbers) > 100);

    test::TempDir other;
    run(registry,
        tables(R"({"rows": 50, "columns": 7, "minimum": -20, "maximum": 100, "header": false})",
               other),
        "n -> g -> t -> w");
    const std::string bare = files_in(other.path()).at("05.csv");
    CHECK(bare.find('c') == std::string::npos);
    CHECK(bare != files.at("05.csv").substr(21));
}

TEST_CASE(
    "tables that are on their way when a run is stopped are finished, and a huge one gives up",
    "[plugins][csv_table]") {
    const NodeRegistry registry = with("csv_table");
    const auto stopped = [&](const std::string& rows, bool at_once) {
        const test::TempDir folder;
        PipelineOptions options;
        options.threads = 2;
        Pipeline* running = nullptr;
        options.on_output = [&](std::string_view, std::string_view) { running->request_stop(); };
        Pipeline pipeline{
            validate(
                parse_config(
                    R"({"penstock": "1.0", "nodes": {
                              "n": {"type": "generate", "params": {"count": 400}},
                              "g": {"type": "limiter", "params": {"max_bytes": "1GiB", "max_images": 8}},
                              "t": {"type": "csv_table", "params": {"rows": )" +
                        rows +
                        R"(}}, "w": {"type": "write", "concurrency": 1, "params": {"path": ")" +
                        (folder / "{seq:03}.{ext}").string() +
                        R"("}}}, "edges": ["n -> g -> t -> w"]})",
                    "test.json"),
                registry),
            options};
        running = &pipeline;
        pipeline.start();
        if (at_once) {
            while (pipeline.progress().in_flight == 0 && !pipeline.progress().is_source_exhausted)
                std::this_thread::yield();
            pipeline.request_stop();
        }
        RunReport report = pipeline.wait();
        CHECK(report.is_balanced());
        return report;
    };
    for (int i = 0; i < 10; ++i)
        CHECK(stopped("5000", false).items.failed == 0);
    CHECK(stopped("9000000", true).items.written == 0);
}

TEST_CASE("csv_table takes the whole range of its numbers, and no range that is none",
          "[plugins][csv_table]") {
    const NodeRegistry registry = with("csv_table");
    test::TempDir folder;
    const std::string whole =
        R"({"rows": 200, "columns": 1, "minimum": -9223372036854775808, "maximum": 9223372036854775807})";
    run(registry, tables(whole, folder), "n -> g -> t -> w");
    const std::string text = files_in(folder.path()).at("00.csv");
    CHECK(std::ranges::count(text, '-') > 60);
    CHECK(std::ranges::count(text, '\n') == 201);
    CHECK_THROWS_WITH(
        run(registry, tables(R"({"minimum": 3, "maximum": 2})", folder), "n -> g -> t -> w"),
        Contains("\"minimum\" is 3; expected at most \"maximum\", which is 2"));
}

TEST_CASE("csv_table counts where it is told to, and begins again behind the largest number",
          "[plugins][csv_table]") {
    const NodeRegistry registry = with("csv_table");
    const auto third = [&](const std::string& more) {
        test::TempDir folder;
        run(registry,
            tables(R"({"rows": 2, "columns": 3, "header": false, "values": "sum")" + more + "}",
                   folder),
            "n -> g -> t -> w");
        return files_in(folder.path()).at("02.csv");
    };
    CHECK(third("") == "2,3,4\n3,4,5\n");
    CHECK(third(R"(, "seed": 10)") == "12,13,14\n13,14,15\n");
    CHECK(third(R"(, "minimum": -3, "maximum": 0)") == "-1,0,-3\n0,-3,-2\n");
    const std::string whole =
        R"(, "minimum": -9223372036854775808, "maximum": 9223372036854775807)";
    CHECK(third(whole).substr(0, 21) == "-9223372036854775806,");
}

TEST_CASE("csv_table writes numbers of every length as they are", "[plugins][csv_table]") {
    const NodeRegistry registry = with("csv_table");
    for (const std::string number : {"0",
                                     "7",
                                     "10",
                                     "99",
                                     "100",
                                     "999",
                                     "1000",
                                     "1001",
                                     "9999",
                                     "10000",
                                     "12030",
                                     "99999",
                                     "100000",
                                     "999000",
                                     "999999",
                                     "1000000",
                                     "-1",
                                     "-1000",
                                     "-999999",
                                     "1234567",
                                     "-9223372036854775808",
                                     "9223372036854775807"}) {
        INFO(number);
        test::TempDir folder;
        run(registry,
            tables(R"({"rows": 2, "columns": 2, "header": false, "minimum": )" + number +
                       R"(, "maximum": )" + number + "}",
                   folder),
            "n -> g -> t -> w");
        const std::string line = number + ',' + number + '\n';
        CHECK(files_in(folder.path()).at("00.csv") == line + line);
    }
}

TEST_CASE("median takes the middle of each window", "[plugins][median]") {
    const NodeRegistry registry = with("median");
    test::TempDir folder;
    const auto made =
        [&](const std::string& middle, const std::string& to, const char* type = "u8") {
            run(registry,
                R"("n": {"type": "generate", "params": {"count": 1}}, "g": {"type": "limiter"},
               "r": {"type": "render", "params": {"pattern": "noise", "width": 40, "height": 30,
                                                  "channels": 1, "pixel_type": ")" +
                    std::string{type} + R"("}}, "m": )" + middle +
                    R"(, "e": {"type": "encode", "params": {"format": ")" +
                    (std::string_view{type} == "f32" ? "tiff" : "pnm") + R"("}},
               "w": {"type": "write", "params": {"path": ")" +
                    (folder / to).string() + R"("}})",
                "n -> g -> r -> m -> e -> w");
            return text_of(folder / to);
        };
    const std::string before =
        made(R"({"type": "crop", "params": {"width": 40, "height": 30}})", "a");
    const std::string after = made(R"({"type": "median", "params": {"width": 5}})", "b");
    REQUIRE(before.size() == after.size());
    const std::size_t header = before.size() - 40UL * 30;
    for (std::size_t y = 1; y < 29; ++y)
        for (std::size_t x = 2; x < 38; ++x) {
            std::vector<unsigned char> window;
            for (std::size_t row = y - 1; row <= y + 1; ++row)
                for (std::size_t column = x - 2; column <= x + 2; ++column)
                    window.push_back(
                        static_cast<unsigned char>(before[header + row * 40 + column]));
            std::ranges::sort(window);
            REQUIRE(static_cast<unsigned char>(after[header + y * 40 + x]) == window[7]);
        }
    CHECK(made(R"({"type": "median"})", "c") != after);
    CHECK(made(R"({"type": "median", "params": {"height": 5}})", "d") != after);
    CHECK(!made(R"({"type": "median"})", "e", "u16").empty());
    CHECK(!made(R"({"type": "median"})", "f", "f32").empty());
    CHECK_THROWS_WITH(made(R"({"type": "median", "params": {"width": 4}})", "g"),
                      Contains("the window is 4 x 3; expected odd numbers"));
    CHECK_THROWS_WITH(made(R"({"type": "median", "params": {"width": 1}})", "g"),
                      Contains("expected an integer from 3 to 99"));
}

TEST_CASE("command sends files through a program", "[plugins][command]") {
    const NodeRegistry registry = with("command");
    test::TempDir folder;
    const auto path = [&](const char* name) {
        return R"(}}, "w": {"type": "write", "params": {"path": ")" +
               (folder / name / "{seq}.{ext}").string() + R"("}})";
    };
    CHECK(run(registry, commands(R"(["cat"])", path("same")), "n -> g -> r -> e -> c -> w")
              .items.written == 3);
    CHECK(run(registry,
              commands(R"(["tr", "a-z", "A-Z"], "format": "text", "extension": "txt")",
                       path("other")),
              "n -> g -> r -> e -> c -> w")
              .items.written == 3);
    run(registry,
        R"("n": {"type": "generate", "params": {"count": 3}}, "g": {"type": "limiter"},
           "r": {"type": "render", "params": {"width": 64, "height": 32}},
           "e": {"type": "encode", "params": {"format": "pnm"}},
           "w": {"type": "write", "params": {"path": ")" +
            (folder / "plain" / "{seq}.{ext}").string() + R"("}})",
        "n -> g -> r -> e -> w");
    CHECK(files_in(folder / "same") == files_in(folder / "plain"));
    CHECK(files_in(folder / "other").begin()->first == "0.txt");
}

TEST_CASE("a program that fails, prints too much or does not end fails its items",
          "[plugins][command]") {
    const NodeRegistry registry = with("command");
    const auto failure = [&](const std::string& argv, const std::string& options = "") {
        const RunReport report = run(registry,
                                     commands(argv, "}" + options + R"(}, "w": {"type": "null"})"),
                                     "n -> g -> r -> e -> c -> w");
        REQUIRE(report.failures.size() == 3);
        return report.failures.front();
    };
    const Failure status = failure(R"(["sh", "-c", "echo one >&2; echo two >&2; exit 3"])");
    CHECK(status.error_class == ErrorClass::node);
    CHECK(status.message == "the program \"sh\" ended with exit code 3: two");
    const Failure killed = failure(R"(["sh", "-c", "kill -9 $$"])");
    CHECK(killed.message == "the program \"sh\" was ended by signal 9");
    const Failure missing = failure(R"(["no-such-program"])");
    CHECK(missing.error_class == ErrorClass::missing);
    const Failure large = failure(R"(["yes"], "max_output": "64KiB")");
    CHECK(large.error_class == ErrorClass::limit);
    CHECK_THAT(large.message, Contains("printed more than 65536 bytes; raise \"max_output\""));
    // It does not read, and the pipe breaks: what it prints counts.
    const RunReport deaf = run(registry,
                               commands(R"(["true"])", R"(}}, "w": {"type": "null"})"),
                               "n -> g -> r -> e -> c -> w");
    CHECK(deaf.items.written == 3);
    const Failure late = failure(R"(["sleep", "600"], "grace": "0s")", R"(, "timeout": "50ms")");
    CHECK(late.error_class == ErrorClass::limit);
    const Failure silent = failure(R"(["sh", "-c", "exec >&- 2>&-; sleep 600"], "grace": "0s")",
                                   R"(, "timeout": "50ms")");
    CHECK(silent.error_class == ErrorClass::limit);
    CHECK_THROWS_WITH(failure(R"([""])"), Contains("\"argv\" names no program"));
}

TEST_CASE("a stopped run gives programs their time, and no more", "[plugins][command]") {
    const NodeRegistry registry = with("command");
    const auto stopped = [&](const std::string& grace) {
        Pipeline pipeline{validate(
            parse_config(
                R"({"penstock": "1.0", "nodes": {)" +
                    commands(
                        R"(["sh", "-c", "cat > /dev/null; sleep 0.3; echo done"], "grace": ")" +
                            grace + "\"",
                        R"(}}, "w": {"type": "null"})") +
                    R"(}, "edges": ["n -> g -> r -> e -> c -> w"]})",
                "test.json"),
            registry)};
        pipeline.start();
        while (pipeline.progress().in_flight == 0)
            std::this_thread::yield();
        pipeline.request_stop();
        return pipeline.wait();
    };
    const RunReport patient = stopped("60s");
    CHECK(patient.items.written >= 1);
    CHECK(patient.items.failed == 0);
}
