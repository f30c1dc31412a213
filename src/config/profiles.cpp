// SPDX-License-Identifier: Apache-2.0
#include "config/profiles.hpp"

#include "config/keys.hpp"
#include "config/merge.hpp"
#include "config/nearest.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

namespace penstock::config {
namespace {

// None where it is no object.
std::vector<std::string> names_of(const Value& profiles) {
    return profiles.is_object() ? keys_of(profiles) : std::vector<std::string>{};
}

void check_profiles(const Value& profiles, Issues& issues) {
    if (!profiles.is_object())
        return issues.error(
            profiles.origin,
            "profiles",
            fmt::format("found {}; expected an object of profiles, such as {{\"quick\": "
                        "{{\"vars\": {{\"count\": 10}}}}}}",
                        as_found(profiles)));
    for (const auto& [name, profile] : profiles.as_object()) {
        const std::string path = path_to("profiles", name);
        if (!is_word(name))
            issues.error(profile.key_origin,
                         "profiles",
                         fmt::format("{} is no name for a profile; expected letters, digits, _ and "
                                     "-",
                                     in_quotes(name)));
        if (profile.is_object())
            refuse_unknown_keys(profile, path, profile_keys(), issues);
        else
            issues.error(profile.origin,
                         path,
                         fmt::format("found {}; expected an object with the parts of the config "
                                     "that this profile changes",
                                     as_found(profile)));
    }
}

std::string unknown_profile(const std::string& name, const std::vector<std::string>& names) {
    if (names.empty())
        return fmt::format("there is no profile {}; this config has no \"profiles\"",
                           in_quotes(name));
    return fmt::format("there is no profile {}; expected one of {}{}",
                       in_quotes(name),
                       joined(names),
                       did_you_mean(name, names));
}

} // namespace

void apply_profiles(Value& root,
                    const std::vector<std::string>& chosen,
                    std::vector<ConfigSource>& sources,
                    Issues& issues) {
    const Value* written = root.find("profiles");
    if (written != nullptr)
        check_profiles(*written, issues);
    // A copy: what is put over the config must not be what it is taken from.
    const Value profiles = written == nullptr ? Value{} : *written;
    for (const std::string& name : chosen) {
        const std::string flag = "--profile " + name;
        sources.push_back({.name = flag, .text = flag, .kind = ConfigSource::Kind::flag});
        const Value* profile = profiles.find(name);
        if (profile == nullptr) {
            const Origin place{.source = static_cast<std::uint32_t>(sources.size() - 1),
                               .line = 1,
                               .column = 1,
                               .length = static_cast<std::uint32_t>(flag.size())};
            issues.error(place, {}, unknown_profile(name, names_of(profiles)));
        } else if (profile->is_object()) {
            merge_config_over(root, *profile);
        }
    }
}

} // namespace penstock::config
