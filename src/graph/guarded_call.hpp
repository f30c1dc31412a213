// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"

#include "graph/run.hpp"
#include "graph/thrown.hpp"
#include "profiling/call_recorder.hpp"
#include "profiling/presentable.hpp"

#include <cstdint>
#include <exception>
#include <functional>
#include <new>
#include <string>
#include <utility>

namespace penstock::graph {

/// How a guarded call ended.
struct CallOutcome {
    enum class Kind : std::uint8_t { returned, failed, skipped, dropped };

    Kind kind = Kind::returned;
    ErrorClass error_class = ErrorClass::node;
    std::string message;                       ///< why it failed or skipped
    bool is_recorded = false;                  ///< the recorder of calls has counted it
    profiling::CallRecorder::Times times = {}; ///< of such a call, where the run is traced

    [[nodiscard]] bool has_returned() const { return kind == Kind::returned; }
    /// What it is when the result of the same call has been looked at.
    void become(CallOutcome verdict) {
        verdict.is_recorded = is_recorded;
        verdict.times = times;
        *this = std::move(verdict);
    }
};

/// Calls, and turns whatever is thrown into a value. Nothing leaves it.
template <class Call> [[nodiscard]] CallOutcome guarded_call(Run& run, Call&& call) {
    using Kind = CallOutcome::Kind;
    try {
        std::invoke(call);
        return {};
    } catch (const ItemSkipped& skipped) {
        return {.kind = Kind::skipped, .error_class = ErrorClass::node, .message = skipped.what()};
    } catch (const ResourceExhausted& error) {
        std::string message = profiling::presentable(error.what());
        run.exhausted(message);
        return {.kind = Kind::failed,
                .error_class = error.error_class(),
                .message = std::move(message)};
    } catch (const ItemError& error) {
        return {.kind = Kind::failed,
                .error_class = error.error_class(),
                .message = profiling::presentable(error.what())};
    } catch (const std::bad_alloc&) {
        return {.kind = Kind::failed,
                .error_class = ErrorClass::resource,
                .message = "out of memory; lower max_bytes of the limiter"};
    } catch (const std::exception& error) {
        return {.kind = Kind::failed,
                .error_class = ErrorClass::node,
                .message = profiling::presentable(error.what())};
    } catch (...) {
        return {
            .kind = Kind::failed, .error_class = ErrorClass::node, .message = thrown_no_exception};
    }
}

} // namespace penstock::graph
