// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/images_saver.hpp"

#include "saver/output_name.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace penstock::saver {

/// One image that was taken. The name, the content and what it needs do not change; the rest is
/// guarded by the mutex of the saver.
struct OneSave {
    OneSave(std::uint64_t own_number, OutputName own_name, const SaveContent& borrowed)
        : number{own_number}, name{std::move(own_name)}, content{borrowed} {}

    std::uint64_t number; ///< its item is called so
    OutputName name;
    SaveContent content;    ///< the caller's, who waits until it `is_copied` or `is_over`
    std::uint64_t need = 0; ///< bytes that are set aside for it
    SaveCallback done;

    bool is_copied = false;
    bool is_written = false;
    bool is_over = false;
    std::optional<SaveFailure> failure;
    std::condition_variable changed;
};

/// What the item of an image carries with it through the graph. It dies with the item's family,
/// when nothing of the item is left and its memory has been given back: then `ended` is called,
/// whatever became of it, on a thread of the graph.
class Passage {
public:
    using Call = std::function<void(const std::shared_ptr<OneSave>&)>;

    Passage(std::shared_ptr<OneSave> save, Call copied, Call ended)
        : save_{std::move(save)}, copied_{std::move(copied)}, ended_{std::move(ended)} {}
    Passage(const Passage&) = delete;
    Passage& operator=(const Passage&) = delete;
    ~Passage() { ended_(save_); }

    [[nodiscard]] const OneSave& save() const { return *save_; }
    /// The caller has his memory back.
    void note_copied() const { copied_(save_); }

private:
    std::shared_ptr<OneSave> save_; // shared with the caller, who waits
    Call copied_;
    Call ended_;
};

} // namespace penstock::saver
