// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/encoded.hpp"
#include "penstock/export.hpp"
#include "penstock/image.hpp"
#include "penstock/list.hpp"
#include "penstock/request.hpp"

#include <concepts>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace penstock {

class Payload;

/// A payload type of your own: a table, a point cloud, text. It is named, can be moved, and says
/// what it costs the budget: its bytes on the heap, as it is now.
///
///     struct Table {
///         static constexpr const char* payload_name = "table"; // a-z, 0-9 and _
///         [[nodiscard]] std::uint64_t byte_size() const { return cells.capacity() * 8; }
///         std::vector<double> cells;
///     };
///
/// Verbs take it as `const Table&`, for others may see it at the same time, and return it by value.
/// A type is known by its name, in every library of a process: one name stands for one type.
template <class T>
concept OwnPayload = requires(const T& content) {
    { T::payload_name } -> std::convertible_to<std::string_view>;
    { content.byte_size() } -> std::same_as<std::uint64_t>;
}
&&std::movable<T>; // last: it can ask for this concept again

/// What a verb may take and give.
template <class T>
concept PayloadContent = OwnPayload<T> || std::is_same_v<T, Request> || std::is_same_v<T, Image> ||
    std::is_same_v<T, Encoded> || std::is_same_v<T, List> || std::is_same_v<T, Payload>;

/// What an item carries between nodes. Copying shares pixels and bytes.
class PENSTOCK_API Payload {
public:
    Payload() = default;
    Payload(Request request) : content_{std::move(request)} {}
    Payload(Image image) : content_{std::move(image)} {}
    Payload(Encoded encoded) : content_{std::move(encoded)} {}
    Payload(List list) : content_{std::move(list)} {}
    template <OwnPayload T>
    Payload(T content) : content_{std::make_shared<const BoxOf<T>>(std::move(content))} {}

    [[nodiscard]] bool is_empty() const { return std::holds_alternative<std::monostate>(content_); }
    /// The content where it is a T, else null.
    template <class T> [[nodiscard]] T* get() { return std::get_if<T>(&content_); }
    template <class T> [[nodiscard]] const T* get() const { return std::get_if<T>(&content_); }
    template <OwnPayload T> [[nodiscard]] const T* get() {
        return std::as_const(*this).template get<T>();
    }
    template <OwnPayload T> [[nodiscard]] const T* get() const {
        const auto* box = std::get_if<std::shared_ptr<const Box>>(&content_);
        return box != nullptr && (*box)->name() == T::payload_name
                   ? &static_cast<const BoxOf<T>&>(**box).content
                   : nullptr;
    }
    /// "request", "image", "encoded", "list", or that of your own; "nothing" where it is empty.
    [[nodiscard]] std::string_view type_name() const;
    /// What a type of your own says that it costs; 0 of the others, whose memory is charged when it
    /// is allocated.
    [[nodiscard]] std::uint64_t own_bytes() const;

private:
    class PENSTOCK_API Box {
    public:
        Box() = default;
        Box(const Box&) = delete;
        Box& operator=(const Box&) = delete;
        virtual ~Box();
        [[nodiscard]] virtual std::string_view name() const = 0;
        [[nodiscard]] virtual std::uint64_t byte_size() const = 0;
    };
    template <class T> struct BoxOf final : Box {
        explicit BoxOf(T boxed) : content{std::move(boxed)} {}
        [[nodiscard]] std::string_view name() const override { return T::payload_name; }
        [[nodiscard]] std::uint64_t byte_size() const override { return content.byte_size(); }
        T content;
    };

    std::variant<std::monostate, Request, Image, Encoded, List, std::shared_ptr<const Box>>
        content_; // a box is shared: by the branches of a fan-out
};

} // namespace penstock
