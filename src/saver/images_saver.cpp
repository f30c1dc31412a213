// SPDX-License-Identifier: Apache-2.0
#include "penstock/images_saver.hpp"

#include "saver/output_name.hpp"
#include "saver/saver_graph.hpp"
#include "saver/saving.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <variant>

namespace penstock {
namespace {

std::filesystem::path checked_location(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::path location = std::filesystem::canonical(path, error);
    if (!error && !std::filesystem::is_directory(location, error) && !error)
        error = std::make_error_code(std::errc::not_a_directory);
    if (!error && ::access(location.c_str(), W_OK | X_OK) != 0)
        error = std::error_code{errno, std::generic_category()};
    if (error)
        throw std::invalid_argument{fmt::format("images cannot be saved in \"{}\": {}; expected a "
                                                "folder that exists and can be written to",
                                                path.native(),
                                                error.message())};
    return location;
}

void check_spec(const ImageSpec& spec) {
    if (spec.width == 0 || spec.height == 0 || spec.channels == 0)
        throw std::invalid_argument{
            fmt::format("the image has no pixels: it is {}", spec.to_string())};
}

void check(const Image* image) {
    check_spec(image->spec());
}

void check(const PixelsView& pixels) {
    check_spec(pixels.spec);
    const std::uint64_t row = pixels.spec.row_bytes();
    const std::uint64_t stride = pixels.row_stride == 0 ? row : pixels.row_stride;
    if (stride < row)
        throw std::invalid_argument{fmt::format("row_stride is {} bytes, and a row of {} has {}",
                                                stride,
                                                pixels.spec.to_string(),
                                                row)};
    static_cast<void>(pixels.spec.bytes()); // throws where it is too many to count
    const std::uint64_t size = pixels.bytes.size();
    const std::uint64_t rows_before = pixels.spec.height - 1;
    if (size < row || (rows_before != 0 && (size - row) / rows_before < stride))
        throw std::invalid_argument{
            fmt::format("there are {} bytes, which is not enough for {} in rows of {} bytes",
                        size,
                        pixels.spec.to_string(),
                        stride)};
}

void check(const FileBytes&) {}

} // namespace

struct ImagesSaver::State {
    State(std::filesystem::path where, ImagesSaverOptions options)
        : location{std::move(where)}, process{::getpid()}, saving{location.native(),
                                                                  std::move(options)} {}

    [[nodiscard]] bool is_of_fork() const { return ::getpid() != process; }
    // Its threads are not in a child, and whoever held its lock is not there either.
    void refuse_fork() const {
        if (is_of_fork())
            throw std::logic_error{fmt::format("this ImagesSaver was made by process {}, and this "
                                               "is process {}, a fork of it, which does not have "
                                               "its threads; fork before the first one is made",
                                               process,
                                               ::getpid())};
    }
    [[nodiscard]] bool save(const std::filesystem::path& filename,
                            const SaveContent& content,
                            const std::filesystem::path& sub_folder,
                            std::optional<Duration> patience,
                            SaveCallback done);

    const std::filesystem::path location;
    const pid_t process;
    saver::Saving saving;
};

bool ImagesSaver::State::save(const std::filesystem::path& filename,
                              const SaveContent& content,
                              const std::filesystem::path& sub_folder,
                              std::optional<Duration> patience,
                              SaveCallback done) {
    refuse_fork();
    const bool is_encoded = std::holds_alternative<FileBytes>(content.content());
    const saver::OutputName name = saver::output_name(filename, sub_folder, is_encoded);
    std::visit([](const auto& one) { check(one); }, content.content());
    return saving.save(name, content, patience, std::move(done));
}

namespace {

using Promise = std::promise<std::filesystem::path>;

// Shared with the future's caller, who may find that there is no room.
SaveCallback keeping(const std::shared_ptr<Promise>& promise) {
    return [promise](const SaveOutcome& outcome) {
        if (outcome.failure)
            promise->set_exception(std::make_exception_ptr(SaveError{*outcome.failure}));
        else
            promise->set_value(outcome.path);
    };
}

} // namespace

ImagesSaver::ImagesSaver(const std::filesystem::path& path, ImagesSaverOptions options) {
    saver::check_options(options);
    state_ = std::make_unique<State>(checked_location(path), std::move(options));
}

ImagesSaver::~ImagesSaver() {
    if (state_->is_of_fork()) {
        static_cast<void>(state_.release()); // nothing of it can be taken apart here
        return;
    }
    try {
        state_->saving.close();
    } catch (...) {
        // Who wants to know has called `close`.
    }
}

std::future<std::filesystem::path> ImagesSaver::save(const std::filesystem::path& filename,
                                                     const SaveContent& content,
                                                     const std::filesystem::path& sub_folder) {
    const auto promise = std::make_shared<Promise>();
    std::future<std::filesystem::path> future = promise->get_future();
    save(filename, content, sub_folder, keeping(promise));
    return future;
}

void ImagesSaver::save(const std::filesystem::path& filename,
                       const SaveContent& content,
                       const std::filesystem::path& sub_folder,
                       SaveCallback done) {
    static_cast<void>(state_->save(filename, content, sub_folder, std::nullopt, std::move(done)));
}

std::optional<std::future<std::filesystem::path>>
ImagesSaver::try_save(const std::filesystem::path& filename,
                      const SaveContent& content,
                      const std::filesystem::path& sub_folder,
                      Duration patience) {
    const auto promise = std::make_shared<Promise>();
    std::future<std::filesystem::path> future = promise->get_future();
    if (!try_save(filename, content, sub_folder, patience, keeping(promise)))
        return std::nullopt;
    return future;
}

bool ImagesSaver::try_save(const std::filesystem::path& filename,
                           const SaveContent& content,
                           const std::filesystem::path& sub_folder,
                           Duration patience,
                           SaveCallback done) {
    return state_->save(filename, content, sub_folder, patience, std::move(done));
}

void ImagesSaver::close() {
    state_->refuse_fork();
    state_->saving.close();
}

const std::filesystem::path& ImagesSaver::location() const {
    return state_->location;
}

std::vector<SaveFailure> ImagesSaver::failures() const {
    state_->refuse_fork();
    return state_->saving.failures();
}

SaverCounts ImagesSaver::counts() const {
    state_->refuse_fork();
    return state_->saving.counts();
}

} // namespace penstock
