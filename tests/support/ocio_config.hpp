// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace penstock::test {

/// A config of OpenColorIO; "broken" is not to be used.
inline constexpr const char* ocio_config = R"(ocio_profile_version: 2
strictparsing: true
roles: {default: raw, scene_linear: light}
file_rules:
  - !<Rule> {name: Default, colorspace: default}
displays:
  screen:
    - !<View> {name: Raw, colorspace: raw}
colorspaces:
  - !<ColorSpace> {name: raw, isdata: true}
  - !<ColorSpace> {name: light, aliases: [lin]}
  - !<ColorSpace>
    name: gamma
    from_scene_reference: !<ExponentTransform> {value: [2, 2, 2, 1], direction: inverse}
  - !<ColorSpace>
    name: swapped
    from_scene_reference: !<MatrixTransform> {matrix: [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.5]}
  - !<ColorSpace>
    name: broken
    from_scene_reference: !<FileTransform> {src: nowhere.cube}
)";

} // namespace penstock::test
