// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/encoded.hpp"
#include "penstock/item_info.hpp"

#include "storage/fields.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::storage {

// The path of an output with fields that each item fills in: "out/{dir}/{stem}_{width}.{ext}".
// See fields.hpp. Only {dir} can bring in folders. Immutable.
class NameTemplate {
public:
    // Throws `TemplateError`.
    explicit NameTemplate(std::string_view text);

    // The folder that no output leaves: the text up to the first `{`, cut at its last `/`.
    [[nodiscard]] const std::string& root() const { return root_; }

    // The same template where these are known to be the same for all items; either may be empty.
    [[nodiscard]] NameTemplate with_known(const std::string& format,
                                          const std::string& extension) const;

    // The output's path below the root, without "", "." and ".." components. `encoded` may be null
    // where `is_known_before_loading`. Throws `ItemError`: permission where the name would lead out
    // of the root, or a value brings a folder of its own; unsupported where a value is missing.
    [[nodiscard]] std::string fill(const ItemInfo& item, const Encoded* encoded) const;

    // Only fields of the request are left. (Attributes can be set on the way through the graph.)
    [[nodiscard]] bool is_known_before_loading() const;
    // Renaming an item changes where it goes.
    [[nodiscard]] bool uses_stem() const;
    // All outputs lie in the root itself.
    [[nodiscard]] bool stays_in_root() const;
    // Items of distinct sequence numbers get distinct names, whatever else is in them: the number
    // can be read back from the name.
    [[nodiscard]] bool separates_sequences() const;

private:
    void refuse_impossible_names(std::string_view whole) const;
    [[nodiscard]] std::string normalised(const std::string& filled) const;
    [[nodiscard]] bool can_read_from_left(std::size_t seq) const;
    [[nodiscard]] bool can_read_from_right(std::size_t seq) const;

    std::string root_;
    std::vector<Piece> pieces_; // of what is below the root
};

} // namespace penstock::storage
