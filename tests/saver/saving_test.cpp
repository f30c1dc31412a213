// SPDX-License-Identifier: Apache-2.0
#include "penstock/images_saver.hpp"

#include "saver/rename_gate.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <future>
#include <optional>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace penstock;
using penstock::test::RenameGate;
using penstock::test::TempDir;

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

Image gray(std::uint32_t side = 4) {
    Image image = Image::allocate({.width = side, .height = side, .channels = 1});
    std::fill(image.pixels().begin(), image.pixels().end(), std::byte{90});
    return image;
}

Image floats() {
    return Image::allocate({.width = 1, .height = 1, .channels = 3, .pixel_type = PixelType::f32});
}

template <class Error, class Call> std::string words(const Call& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was thrown";
}

std::size_t files_in(const fs::path& folder) {
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator{folder})
        files += entry.is_regular_file() ? 1U : 0U;
    return files;
}

} // namespace

TEST_CASE("a saver holds queue_size images and no more", "[saver][bound]") {
    const std::size_t queue_size = GENERATE(1U, 3U);
    const TempDir folder;
    RenameGate gate;
    gate.shut();
    ImagesSaver saver{folder.path(), {.queue_size = queue_size}};
    for (std::size_t i = 0; i < queue_size; ++i)
        saver.save(std::to_string(i) + ".png", gray());
    CHECK(saver.counts().held == queue_size);
    CHECK_FALSE(saver.try_save("more.png", gray()));
    CHECK_FALSE(saver.try_save("more.png", gray(), "", 1ms));
    CHECK_FALSE(saver.try_save("more.png", gray(), "", -1ms));
    CHECK_FALSE(saver.try_save("more.png", gray(), "", 0ms, [](const SaveOutcome&) {}));
    CHECK(saver.counts().held == queue_size);
    auto patient = std::async(std::launch::async, [&] {
        return saver.try_save("patient.png", gray(), "", Duration::max()).has_value();
    });
    auto waiting = std::async(std::launch::async, [&] { saver.save("waiting.png", gray()); });
    gate.open();
    CHECK(patient.get());
    waiting.get();
    saver.close();
    CHECK(saver.counts().saved == queue_size + 2);
    CHECK(files_in(folder.path()) == queue_size + 2);
}

TEST_CASE("there is room as soon as an image is known to be saved", "[saver][bound]") {
    const TempDir folder;
    ImagesSaver saver{folder.path(), {.queue_size = 1}};
    for (int i = 0; i < 100; ++i) {
        auto saved = saver.try_save(std::to_string(i) + ".png", gray());
        REQUIRE(saved);
        saved->get();
    }
}

TEST_CASE("a saver holds max_bytes and no more", "[saver][bound]") {
    const TempDir folder;
    RenameGate gate;
    gate.shut();
    const std::vector<std::byte> file(100'000);
    ImagesSaver saver{folder.path(), {.queue_size = 8, .max_bytes = ByteSize{250'000}}};
    saver.save("a", FileBytes{file});
    saver.save("b", FileBytes{file});
    CHECK_FALSE(saver.try_save("c", FileBytes{file}));
    CHECK(saver.try_save("small", FileBytes{std::span{file}.first(10)}));
    CHECK(saver.counts().held == 3);
    gate.open();
    saver.save("c", FileBytes{file});
    saver.close();
    CHECK(files_in(folder.path()) == 4);
}

TEST_CASE("threads decides how many threads there are", "[saver]") {
    const auto io_threads = [] {
        std::size_t count = 0;
        for (const auto& task : std::filesystem::directory_iterator{"/proc/self/task"}) {
            std::string name;
            std::ifstream{task.path() / "comm"} >> name;
            count += name.starts_with("penstock-io") ? 1U : 0U;
        }
        return count;
    };
    const TempDir folder;
    for (const std::uint32_t threads : {3U, 5U}) {
        ImagesSaver saver{folder.path(), {.threads = threads}};
        saver.save("a.png", gray());
        CHECK(io_threads() == 2 * threads); // two that wait for each that computes
    }
}

TEST_CASE("an image of another format waits until nothing is held", "[saver][bound]") {
    const TempDir folder;
    RenameGate gate;
    gate.shut();
    ImagesSaver saver{folder.path()};
    saver.save("a.png", gray());
    CHECK_FALSE(saver.try_save("a.jpg", gray()));
    gate.open();
    auto other = saver.try_save("a.jpg", gray(), "", 1h);
    REQUIRE(other);
    CHECK(other->get() == saver.location() / "a.jpg");
}

TEST_CASE("many threads save thousands of images", "[saver][threads]") {
    constexpr int threads = 8;
    constexpr int each = 150;
    constexpr std::size_t queue_size = 4;
    const TempDir folder;
    std::atomic<int> calls = 0;
    std::atomic<int> beyond = 0;
    ImagesSaver saver{folder.path(), {.queue_size = queue_size}};
    std::vector<std::thread> producers;
    for (int t = 0; t < threads; ++t)
        producers.emplace_back([&, t] {
            for (int i = 0; i < each; ++i)
                saver.save(std::to_string(i) + (i % 2 == 0 ? ".png" : ".pgm"),
                           gray(),
                           std::to_string(t),
                           [&](const SaveOutcome& outcome) {
                               calls += outcome.failure ? 100'000 : 1;
                               beyond += saver.counts().held > queue_size ? 1 : 0;
                           });
        });
    for (std::thread& producer : producers)
        producer.join();
    saver.close();
    CHECK(calls == threads * each);
    CHECK(beyond == 0);
    CHECK(saver.counts().held == 0);
    CHECK(saver.counts().saved == threads * each);
    CHECK(files_in(folder.path()) == threads * each);
}

TEST_CASE("threads that save a name at the same time get it once", "[saver][threads]") {
    const TempDir folder;
    ImagesSaver saver{folder.path()};
    std::atomic<int> taken = 0;
    std::vector<std::thread> producers;
    for (int t = 0; t < 4; ++t)
        producers.emplace_back([&] {
            for (int i = 0; i < 50; ++i)
                try {
                    saver.save(std::to_string(i) + ".png", gray());
                    ++taken;
                } catch (const std::invalid_argument&) {
                    // Somebody else was first.
                }
        });
    for (std::thread& producer : producers)
        producer.join();
    saver.close();
    CHECK(taken == 50);
    CHECK(files_in(folder.path()) == 50);
}

TEST_CASE("where the disk is full, everything that was taken ends, and save says why",
          "[saver][errors]") {
    const TempDir folder;
    RenameGate gate;
    gate.fail(ENOSPC, "full");
    ImagesSaver saver{folder.path(), {.queue_size = 4}};
    saver.save("before.png", gray()).get();
    gate.shut();
    std::vector<std::future<fs::path>> held;
    for (int i = 0; i < 4; ++i)
        held.push_back(saver.save("full" + std::to_string(i) + ".png", gray()));
    auto waiting = std::async(std::launch::async, [&] {
        return words<SaveError>([&] { saver.save("waiting.png", gray()).get(); });
    });
    gate.open();
    for (std::future<fs::path>& one : held)
        CHECK(words<SaveError>([&] { one.get(); }).find("(resource): ") != std::string::npos);
    CHECK(waiting.get().find("No space left on device") != std::string::npos);
    const std::string refused = words<SaveError>([&] { saver.save("after.png", gray()); });
    CHECK(refused.starts_with("after.png (resource): saving has ended, because nothing more could "
                              "be saved: cannot give its name to"));
    CHECK(refused.ends_with(
        "No space left on device; mend that, close this ImagesSaver and make another one"));
    CHECK_THROWS_AS(static_cast<void>(saver.try_save("after.jpg", gray())), SaveError);
    CHECK_THROWS_AS(saver.close(), SaveErrors);
    CHECK(saver.counts().held == 0);
    CHECK(saver.counts().saved == 1);
    CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("an error of one file is no end", "[saver][errors]") {
    const TempDir folder;
    RenameGate gate;
    gate.fail(EIO, "bad");
    ImagesSaver saver{folder.path(), {.errors = SaveErrorsAtClose::collect}};
    for (int i = 0; i < 20; ++i)
        saver.save((i % 2 == 0 ? "bad" : "good") + std::to_string(i) + ".png", gray());
    saver.close();
    CHECK(saver.failures().size() == 10);
    CHECK(files_in(folder.path()) == 10);
}

TEST_CASE("a saver that is closed takes nothing", "[saver]") {
    const TempDir folder;
    ImagesSaver saver{folder.path()};
    saver.save("a.png", gray());
    saver.close();
    saver.close();
    const char* message = "b.png was not saved: the ImagesSaver is closed; make another one";
    CHECK(words<std::logic_error>([&] { saver.save("b.png", gray()); }) == message);
    CHECK(words<std::logic_error>([&] { static_cast<void>(saver.try_save("b.png", gray())); }) ==
          message);
    CHECK(saver.counts().saved == 1);
    CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a saver that saved nothing closes at once", "[saver]") {
    const TempDir folder;
    ImagesSaver saver{folder.path()};
    saver.close();
    CHECK(saver.counts().saved == 0);
}

TEST_CASE("close frees those who wait in save, and loses nothing that was taken",
          "[saver][threads]") {
    const TempDir folder;
    RenameGate gate;
    gate.shut();
    ImagesSaver saver{folder.path(), {.queue_size = 1}};
    std::future<fs::path> taken = saver.save("taken.png", gray());
    auto waiting = std::async(std::launch::async, [&] {
        return words<std::logic_error>([&] { saver.save("waiting.png", gray()); });
    });
    auto closing = std::async(std::launch::async, [&] { saver.close(); });
    CHECK(waiting.get() ==
          "waiting.png was not saved: the ImagesSaver is closed; make another one");
    auto closing_too = std::async(std::launch::async, [&] { saver.close(); });
    gate.open();
    closing.get();
    closing_too.get();
    CHECK(taken.get() == saver.location() / "taken.png");
    CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a saver that is destroyed finishes what it holds, and throws nothing", "[saver]") {
    const TempDir folder;
    {
        ImagesSaver saver{folder.path()};
        for (int i = 0; i < 30; ++i)
            saver.save(std::to_string(i) + ".png", gray());
        saver.save("bad.jpg", floats());
    }
    CHECK(files_in(folder.path()) == 30);
}

TEST_CASE("a callback is called once for each image, with its path or its failure",
          "[saver][callbacks]") {
    const TempDir folder;
    std::atomic<int> saved = 0;
    std::atomic<int> failed = 0;
    ImagesSaver saver{folder.path(), {.errors = SaveErrorsAtClose::collect}};
    for (int i = 0; i < 20; ++i) {
        const bool is_bad = i % 5 == 0;
        const std::string name = std::to_string(i) + ".jpg";
        const SaveCallback done = [&, name, is_bad](const SaveOutcome& outcome) {
            const bool is_right =
                outcome.path == saver.location() / name &&
                (is_bad ? outcome.failure && outcome.failure->name == name : !outcome.failure);
            (is_bad ? failed : saved) += is_right ? 1 : 100;
        };
        if (i % 2 == 0)
            saver.save(name, is_bad ? floats() : gray(), "", done);
        else
            CHECK(saver.try_save(name, is_bad ? floats() : gray(), "", 1h, done));
    }
    saver.close();
    CHECK(saved == 16);
    CHECK(failed == 4);
}

TEST_CASE("what a callback throws is a failure, and the image is saved", "[saver][callbacks]") {
    const TempDir folder;
    ImagesSaver saver{folder.path(), {.on_failure = [](const SaveFailure&) { throw 3; }}};
    saver.save(
        "a.png", gray(), "", [](const SaveOutcome&) { throw std::runtime_error{"no more ink"}; });
    CHECK_THROWS_AS(saver.save("bad.jpg", floats()).get(), SaveError);
    CHECK_THROWS_AS(saver.close(), SaveErrors);
    const std::vector<SaveFailure> failures = saver.failures();
    REQUIRE(failures.size() == 3);
    std::string all;
    for (const SaveFailure& failure : failures)
        all += failure.to_string() + '\n';
    CHECK(all.find("a.png (node): its callback threw: no more ink\n") != std::string::npos);
    CHECK(all.find("bad.jpg (node): its callback threw: something that is no std::exception\n") !=
          std::string::npos);
    CHECK(saver.counts().saved == 1);
    CHECK(saver.counts().failed == 1);
    CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a callback may not save or close, and may look", "[saver][callbacks]") {
    const TempDir folder;
    std::string saving;
    std::string closing;
    SaverCounts counts;
    ImagesSaver saver{folder.path(), {.queue_size = 1}};
    saver.save("a.png", gray(), "", [&](const SaveOutcome&) {
        saving = words<std::logic_error>([&] { saver.save("b.png", gray()); });
        closing = words<std::logic_error>([&] { saver.close(); });
        counts = saver.counts();
    });
    saver.close();
    CHECK(saving == "save was called by a callback of the same ImagesSaver, which would wait for "
                    "itself; call it from a thread of the program");
    CHECK(closing.starts_with("close was called by a callback"));
    CHECK(counts.held == 0);
    CHECK(counts.saved == 1);
}

TEST_CASE("in the child of a fork every verb throws, and the destructor does nothing", "[saver]") {
    const TempDir folder;
    RenameGate gate;
    gate.shut();
    std::optional<ImagesSaver> saver{std::in_place, folder.path()};
    saver->save("a.png", gray());
    gate.await(1);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const auto refuses = [](const auto& call) {
            return words<std::logic_error>(call).find("a fork of it") != std::string::npos;
        };
        int wrong = 0;
        wrong += refuses([&] { saver->save("b.png", gray()); }) ? 0 : 1;
        wrong += refuses([&] { static_cast<void>(saver->try_save("b.png", gray())); }) ? 0 : 2;
        wrong += refuses([&] { saver->close(); }) ? 0 : 4;
        wrong += refuses([&] { static_cast<void>(saver->failures()); }) ? 0 : 8;
        wrong += refuses([&] { static_cast<void>(saver->counts()); }) ? 0 : 16;
        wrong += saver->location() == fs::canonical(folder.path()) ? 0 : 32;
        saver.reset();
        ::_exit(wrong);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    gate.open();
    saver->close();
    CHECK(files_in(folder.path()) == 1);
}
