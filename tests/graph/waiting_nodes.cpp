// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"
#include "penstock/node_registry.hpp"

#include "graph/engine_nodes.hpp"
#include "graph/first_tries.hpp"
#include "graph/hold.hpp"

#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace penstock::test {
namespace {

Hold* held_by = nullptr; // of the one test that has one

const ImageSpec small{.width = 64,
                      .height = 64,
                      .channels = 1,
                      .pixel_type = PixelType::u8,
                      .colour_space = ColourSpace::unspecified};

void await_stop(NodeContext& context) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (!context.stop_requested())
        if (std::chrono::steady_clock::now() > end)
            throw std::logic_error{"nobody told it to stop"};
        else
            std::this_thread::yield();
}

void await_release() {
    if (held_by != nullptr)
        held_by->wait();
}

/// Makes an image whose bytes are the number of the request; not at the first try.
template <bool blocking> struct FlakyLoader {
    enum class Stage { measure, read, load };
    enum class Fault { fail, skip, wait, hold };
    struct Params {
        std::int64_t every = 3;
        std::int64_t failures = 1;
        Stage stage = Stage::load;
        Fault fault = Fault::fail;
    };
    static Description<FlakyLoader> describe() {
        Description<FlakyLoader> description{blocking ? "flaky_file" : "flaky_blank",
                                             "Makes an image, but not at the first try."};
        description.param("every", &Params::every, {.doc = "Which.", .minimum = 1})
            .param("failures", &Params::failures, {.doc = "How often."})
            .choice("stage",
                    &Params::stage,
                    {{"measure", Stage::measure}, {"read", Stage::read}, {"load", Stage::load}},
                    {.doc = "What fails."})
            .choice("fault",
                    &Params::fault,
                    {{"fail", Fault::fail},
                     {"skip", Fault::skip},
                     {"wait", Fault::wait},
                     {"hold", Fault::hold}},
                    {.doc = "How: it throws, waits to be told to stop, or to be released."});
        if (blocking)
            description.blocks();
        return description;
    }
    Measure measure(const Request&, const Params& params, NodeContext& context) const {
        fail_at(Stage::measure, params, context);
        Measure measure;
        measure.output = PayloadBound::image(small);
        if (blocking)
            measure.file_bytes = small.bytes();
        return measure;
    }
    Buffer
    read(const Request&, const Measure& measure, const Params& params, NodeContext& context) const
        requires(blocking) {
        Buffer file = context.allocate_bytes(measure.file_bytes);
        fail_at(Stage::read, params, context);
        std::memset(file.bytes().data(), 1, file.size());
        return file;
    }
    Image load(const Request& request,
               const Measure&,
               Buffer file,
               const Params& params,
               NodeContext& context) const {
        if (blocking && (file.is_empty() || file.bytes()[0] != std::byte{1}))
            throw std::logic_error{"the file was not read"};
        Image image = context.allocate_image(small);
        fail_at(Stage::load, params, context);
        std::memset(
            image.pixels().data(), static_cast<int>(request.index % 251), image.pixels().size());
        return image;
    }

private:
    void fail_at(Stage stage, const Params& params, NodeContext& context) const {
        if (params.stage != stage)
            return;
        try {
            tries_.fail(context.item(), params.every, params.failures);
        } catch (const ItemError&) {
            if (params.fault == Fault::skip)
                throw ItemSkipped{"not wanted"};
            if (params.fault == Fault::fail)
                throw;
            if (params.fault == Fault::wait)
                await_stop(context);
            else
                await_release();
        }
    }
    FirstTries tries_;
};

/// Does not return before it is told to stop, but for so many items.
struct Patient {
    struct Params {
        std::int64_t every = 3;
        std::int64_t times = 1000;
    };
    static Description<Patient> describe() {
        return Description<Patient>{"patient", "Goes on until it is told to stop."}
            .param("every", &Params::every, {.doc = "Which items.", .minimum = 1})
            .param("times", &Params::times, {.doc = "How often with each."});
    }
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        try {
            tries_.fail(context.item(), params.every, params.times);
        } catch (const ItemError&) {
            await_stop(context);
        }
        return image;
    }

private:
    FirstTries tries_;
};

/// Hands on what it gets, unless a `Hold` says that it is to wait.
struct Held {
    struct Params {};
    static Description<Held> describe() {
        return Description<Held>{"held", "Waits until it is released."}.passes_on();
    }
    Payload process(Payload payload, const Params&, NodeContext&) const {
        await_release();
        return payload;
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = input;
        return bound;
    }
};

/// Makes lists. With every third item it does not get on before it is told to stop, or released.
struct PatientBunch {
    enum class End { returns, throws, released };
    struct Params {
        std::uint64_t size = 4;
        End end = End::returns;
    };
    static Description<PatientBunch> describe() {
        return Description<PatientBunch>{"patient_bunch", "Makes lists, and takes its time."}
            .param("size", &Params::size, {.doc = "How many.", .minimum = 1})
            .choice(
                "end",
                &Params::end,
                {{"returns", End::returns}, {"throws", End::throws}, {"released", End::released}},
                {.doc = "How it ends."})
            .retains();
    }
    std::uint64_t group_size(const Params& params) const { return params.size; }
    NodeBound bound(const PayloadBound& member, const Params& params) const {
        NodeBound bound;
        bound.output = PayloadBound::list(std::vector<PayloadBound>(params.size, member));
        return bound;
    }
    void add(Payload payload, std::uint64_t, const Params& params, NodeContext& context) {
        if (context.item().sequence % 3 == 0) {
            if (params.end == End::released)
                await_release();
            else
                await_stop(context);
            if (params.end == End::throws)
                throw ItemError{ErrorClass::cancelled, "it was told to stop"};
        }
        list_.members.push_back({context.item(), std::move(payload)});
    }
    List finish(const Params&, NodeContext&) { return std::exchange(list_, {}); }

private:
    List list_;
};

/// Waits to be released when it is asked whether it wants an item.
struct HeldSink {
    struct Params {};
    static Description<HeldSink> describe() { return {"held_sink", "Takes its time beforehand."}; }
    std::optional<std::string> skip_before_loading(const ItemInfo&, const Params&) const {
        await_release();
        return std::nullopt;
    }
    void process(const Payload&, const Params&, NodeContext&) const {}
};

} // namespace

Hold::Hold() {
    held_by = this;
}

Hold::~Hold() {
    held_by = nullptr;
}

void Hold::await(std::size_t calls) {
    std::unique_lock lock{mutex_};
    is_change_.wait(lock, [&] { return begun_ >= calls; });
}

void Hold::release() {
    const std::scoped_lock lock{mutex_};
    is_released_ = true;
    is_change_.notify_all();
}

void Hold::wait() {
    std::unique_lock lock{mutex_};
    ++begun_;
    is_change_.notify_all();
    is_change_.wait(lock, [&] { return is_released_; });
}

void add_waiting_nodes(NodeRegistry& registry) {
    registry.add<FlakyLoader<false>>();
    registry.add<FlakyLoader<true>>();
    registry.add<Patient>();
    registry.add<Held>();
    registry.add<PatientBunch>();
    registry.add<HeldSink>();
}

} // namespace penstock::test
