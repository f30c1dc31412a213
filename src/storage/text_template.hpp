// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/fields.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace penstock::storage {

// Text that each item fills in; see fields.hpp. Immutable.
class TextTemplate {
public:
    // Throws `TemplateError`.
    explicit TextTemplate(std::string_view text) : pieces_{parsed_template(text, text)} {}

    // Throws `ItemError` (unsupported) where a value is missing.
    [[nodiscard]] std::string fill(const ItemInfo& item, const Payload& payload) const {
        const PictureFacts picture = facts_of(item, payload);
        std::string filled;
        for (const Piece& piece : pieces_)
            filled += piece.field == Field::literal ? piece.text : value_of(piece, item, picture);
        return filled;
    }

private:
    std::vector<Piece> pieces_;
};

} // namespace penstock::storage
