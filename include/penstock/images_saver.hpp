// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/failure.hpp"
#include "penstock/image.hpp"
#include "penstock/image_spec.hpp"
#include "penstock/units.hpp"
#include "penstock/value.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace penstock {

/// An image that an `ImagesSaver` took, and could not save.
struct SaveFailure {
    std::string name; ///< of the file, below the saver's location: "cats/a.jpg"
    ErrorClass error_class = ErrorClass::node;
    std::string message; ///< one line, without the name: what was found, and what was expected

    /// "cats/a.jpg (unsupported): JPEG holds u8 pixels, and the image has f32; ...".
    [[nodiscard]] PENSTOCK_API std::string to_string() const;
};

/// One image was not saved. `what()` is `failure().to_string()`.
class PENSTOCK_API SaveError : public std::runtime_error {
public:
    explicit SaveError(SaveFailure failure);
    SaveError(const SaveError&);
    ~SaveError() override;

    [[nodiscard]] const SaveFailure& failure() const { return failure_; }

private:
    SaveFailure failure_;
};

/// What `ImagesSaver::close` throws: all images that were not saved, in the order in which they
/// failed. `what()` says how many, and names the first ten.
class PENSTOCK_API SaveErrors : public std::runtime_error {
public:
    SaveErrors(std::vector<SaveFailure> failures, std::uint64_t saved);
    SaveErrors(const SaveErrors&);
    ~SaveErrors() override;

    [[nodiscard]] const std::vector<SaveFailure>& failures() const { return failures_; }

private:
    std::vector<SaveFailure> failures_;
};

/// What became of one image.
struct SaveOutcome {
    std::filesystem::path path;         ///< of the file, absolute
    std::optional<SaveFailure> failure; ///< nothing: the file is there, and whole
};

/// Called exactly once for each image that a saver took, when it is saved or has failed, and its
/// place is free again: from a thread of the saver, for several images at the same time. What it
/// throws is kept as a failure of that name. It may not `save` or `close`: the saver would wait for
/// itself; both throw `std::logic_error` there.
using SaveCallback = std::function<void(const SaveOutcome&)>;

/// Pixels in memory of one's own: rows of interleaved channels, the first one on top.
struct PixelsView {
    std::span<const std::byte> bytes; ///< at least up to the end of the last row
    ImageSpec spec;
    /// Bytes from the beginning of a row to that of the next one. 0: rows are packed. At least
    /// `spec.row_bytes()`. Rows are packed while they are copied.
    std::uint64_t row_stride = 0;
};

/// The bytes of a whole file, written as they are.
struct FileBytes {
    std::span<const std::byte> bytes;
};

/// What is saved. It borrows: an object of it is for the call that it is an argument of.
class SaveContent {
public:
    using Content = std::variant<const Image*, PixelsView, FileBytes>;

    SaveContent(const Image& image) : content_{&image} {}
    SaveContent(const PixelsView& pixels) : content_{pixels} {}
    SaveContent(const FileBytes& file) : content_{file} {}

    [[nodiscard]] const Content& content() const { return content_; }

private:
    Content content_;
};

/// What `ImagesSaver::close` does about images that were not saved.
enum class SaveErrorsAtClose : std::uint8_t {
    raise,   ///< throws one `SaveErrors` that has all of them
    collect, ///< nothing: they are in `failures()`
};

struct ImagesSaverOptions {
    /// Images that are held at most, those that are being encoded and written included: 1 to
    /// 1,000,000. A place is free again when the file is written, or has failed.
    std::size_t queue_size = 8;
    /// Most bytes of pixels, encoded data and codec memory at once: at least 4096. Nothing: half of
    /// the memory that is available when the first image comes. An image that needs more by itself
    /// fails with class `limit`.
    std::optional<ByteSize> max_bytes = {};
    /// Threads that encode. Nothing: one for each core.
    std::optional<std::uint32_t> threads = {};

    SaveErrorsAtClose errors = SaveErrorsAtClose::raise;
    /// Called for each failure at once, whatever `errors` says: for a log. As `SaveCallback` is.
    std::function<void(const SaveFailure&)> on_failure = {};

    std::optional<int> quality = {}; ///< of JPEG (default 90) and WebP (default 80): 1 to 100
    std::optional<int> level = {};   ///< of PNG: 0 to 12, default 6; it excludes "effort" below
    /// Any other parameters of the node `encode`, by the format's name as that knows it:
    /// `{{"png", {{"effort", "fast"}}}, {"tiff", {{"compression", "zip"}}}}`. They come before
    /// `quality` and `level`.
    std::map<std::string, Value::Object> encode = {};
};

/// How many images a saver has to do with.
struct SaverCounts {
    std::uint64_t held = 0; ///< now: taken, and neither saved nor failed
    std::uint64_t saved = 0;
    std::uint64_t failed = 0;
};

/// Saves images that a program makes, one after another, in the background: it encodes on all cores
/// and writes files, while the program makes the next ones.
///
///     penstock::ImagesSaver saver{"frames", {.queue_size = 8, .quality = 90}};
///     for (int i = 0; i < 1000; ++i)
///         saver.save("frame" + std::to_string(i) + ".jpg", make_image(i));
///     saver.close();
///
/// Memory is bounded: where `queue_size` images are held, `save` waits. Nothing is lost: each image
/// that was taken ends as a whole file under its name, or as a failure that `close` throws. A file
/// that exists is replaced. After an error the others are saved all the same; where nothing more
/// can be saved (the disk is full), what is held fails, and `save` throws and says why.
///
/// All verbs may be called from any thread at the same time, and throw `std::logic_error` after
/// `close`, and in the child of a fork, which does not have the saver's threads; there, the
/// destructor does nothing. A child that was forked while a saver was open, or a pipeline ran,
/// cannot save by another one either: `save` throws. The pipeline behind it (see programs.md) is
/// made when the first image comes, and made anew, between two images, where one of another format
/// comes for the first time.
class PENSTOCK_API ImagesSaver {
public:
    /// Throws `std::invalid_argument` where `path` is no folder in which files can be created, or
    /// an option is none.
    explicit ImagesSaver(const std::filesystem::path& path, ImagesSaverOptions options = {});
    ImagesSaver(const ImagesSaver&) = delete;
    ImagesSaver& operator=(const ImagesSaver&) = delete;
    /// As `close`, but throws nothing: what is held is finished. Failures are lost for those who
    /// have not looked.
    ~ImagesSaver();

    /// Takes one image, to be saved as `location()/sub_folder/NAME`, where NAME is the last
    /// component of `filename`: folders in it do not count. The extension is the format, in capital
    /// letters too: jpg, png, webp, tif, exr and so on; files whose bytes are given may have any.
    /// `sub_folder` is created when needed, and cannot lead out of the location.
    ///
    /// Waits while there is no room, first come, first served. When it returns, the image has been
    /// copied. The future gets the path of the file, or throws `SaveError`; it needs not be kept.
    ///
    /// Throws `std::invalid_argument`, and has taken nothing, where the name cannot be one, no
    /// format has that extension, this saver has taken an image of that name before (unless that
    /// one failed), or the content has no pixels or not as many as it says; `SaveError` where
    /// saving has ended since nothing more can be saved.
    std::future<std::filesystem::path> save(const std::filesystem::path& filename,
                                            const SaveContent& content,
                                            const std::filesystem::path& sub_folder = {});
    /// The same with a callback instead of the future.
    void save(const std::filesystem::path& filename,
              const SaveContent& content,
              const std::filesystem::path& sub_folder,
              SaveCallback done);

    /// Waits for room for `patience` at most. Nothing: it is full, or others wait already; the
    /// image was not taken, and its name is free.
    [[nodiscard]] std::optional<std::future<std::filesystem::path>>
    try_save(const std::filesystem::path& filename,
             const SaveContent& content,
             const std::filesystem::path& sub_folder = {},
             Duration patience = {});
    /// The same with a callback. False: it is full, and `done` will not be called.
    [[nodiscard]] bool try_save(const std::filesystem::path& filename,
                                const SaveContent& content,
                                const std::filesystem::path& sub_folder,
                                Duration patience,
                                SaveCallback done);

    /// Waits until all that is held is saved or has failed, and all callbacks have returned; then
    /// throws `SaveErrors` where anything failed and `errors` is `raise`. Who waits in `save` gets
    /// `std::logic_error`, and his image is not taken. Does nothing when called again; of several
    /// threads that close at once one gets the error.
    void close();

    /// The folder, absolute and without symbolic links.
    [[nodiscard]] const std::filesystem::path& location() const;
    /// What has failed so far, also after `close`.
    [[nodiscard]] std::vector<SaveFailure> failures() const;
    /// Also after `close`.
    [[nodiscard]] SaverCounts counts() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace penstock
