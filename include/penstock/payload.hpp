// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/encoded.hpp"
#include "penstock/export.hpp"
#include "penstock/image.hpp"
#include "penstock/list.hpp"
#include "penstock/request.hpp"

#include <string_view>
#include <utility>
#include <variant>

namespace penstock {

/// What an item carries between nodes. Copying shares pixels and bytes.
class PENSTOCK_API Payload {
public:
    Payload() = default;
    Payload(Request request) : content_{std::move(request)} {}
    Payload(Image image) : content_{std::move(image)} {}
    Payload(Encoded encoded) : content_{std::move(encoded)} {}
    Payload(List list) : content_{std::move(list)} {}

    [[nodiscard]] bool is_empty() const { return std::holds_alternative<std::monostate>(content_); }
    /// The content where it is a T, else null.
    template <class T> [[nodiscard]] T* get() { return std::get_if<T>(&content_); }
    template <class T> [[nodiscard]] const T* get() const { return std::get_if<T>(&content_); }
    /// "request", "image", "encoded", "list"; "nothing" where it is empty.
    [[nodiscard]] std::string_view type_name() const;

private:
    std::variant<std::monostate, Request, Image, Encoded, List> content_;
};

} // namespace penstock
