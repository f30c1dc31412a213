// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"

#include "codec/guest_codecs.hpp"
#include "codec/truncated.hpp"

#include <exception>
#include <new>
#include <optional>
#include <string>

namespace penstock::codec {

/// Runs a call and turns what it throws into data.
template <class Call> std::optional<GuestFailure> guarded(Call call) {
    try {
        call();
        return std::nullopt;
    } catch (const TruncatedPicture& error) {
        return GuestFailure{error.error_class(), error.what(), error.whole_rows()};
    } catch (const ItemError& error) {
        return GuestFailure{error.error_class(), error.what(), 0};
    } catch (const std::bad_alloc&) {
        return GuestFailure{ErrorClass::resource, "no memory is left", 0};
    } catch (const std::exception& error) {
        return GuestFailure{
            ErrorClass::node, std::string{"OpenImageIO failed: "} + error.what(), 0};
    } catch (...) {
        return GuestFailure{ErrorClass::node, "OpenImageIO failed in an unknown way", 0};
    }
}

} // namespace penstock::codec
