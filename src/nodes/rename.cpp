// SPDX-License-Identifier: Apache-2.0
#include "core/item_name.hpp"
#include "nodes/built_in.hpp"
#include "storage/quoted.hpp"
#include "storage/renaming.hpp"
#include "storage/text_template.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

namespace penstock {
namespace {

class Rename {
public:
    struct Params {
        std::string name;
    };

    static Description<Rename> describe() {
        return Description<Rename>{
            "rename",
            "Gives items another name: what {stem} becomes in templates and conditions from here "
            "on, and {name}, with the extension of the source. Messages and reports go on naming "
            "the source."}
            .param("name",
                   &Params::name,
                   {.doc = "The name, without extension and without folders, with the fields that "
                           "the path of write has.",
                    .is_required = true,
                    .is_template = true,
                    .example = "{stem}_{seq:04}"})
            .passes_on();
    }

    void open(const Params& params, const OpenContext& context) {
        storage::Renaming::of(context.shared)->happens = true;
        name_.emplace(params.name);
    }

    Payload process(Payload payload, const Params& /*params*/, NodeContext& context) const {
        std::string name = name_->fill(context.item(), payload);
        if (name.empty() || name.find('/') != std::string::npos)
            throw ItemError(ErrorClass::unsupported,
                            fmt::format("the new name is {}; expected one that is not empty and "
                                        "has no \"/\" in it",
                                        storage::quoted(name)));
        context.set_attribute(stem_attribute, std::move(name));
        return payload;
    }

private:
    std::optional<storage::TextTemplate> name_;
};

} // namespace

void add_rename(NodeRegistry& registry) {
    registry.add<Rename>();
}

} // namespace penstock
