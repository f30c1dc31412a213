// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace penstock::saver {

/// The way through the graph of what is encoded already.
inline constexpr const char* file_bytes_way = "file_bytes";

/// Where an image goes, below the saver's location.
struct OutputName {
    std::string folder; ///< without "", "." and ".." in it; empty: the location itself
    std::string file;
    std::string way; ///< the name of a format, or `file_bytes_way`

    /// "cats/a.jpg": equal where the file is the same.
    [[nodiscard]] std::string relative() const {
        return folder.empty() ? file : folder + '/' + file;
    }
};

/// Only the last component of `filename` counts. Throws `std::invalid_argument` where it cannot be
/// a name, where `sub_folder` leads out of the location, and where the extension of what is not
/// `is_encoded` says no format.
[[nodiscard]] OutputName output_name(const std::filesystem::path& filename,
                                     const std::filesystem::path& sub_folder,
                                     bool is_encoded);

} // namespace penstock::saver
