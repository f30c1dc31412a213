# SPDX-License-Identifier: Apache-2.0
# The library with its headers, the module beside it, the tool, the graphs, the documentation, and what makes
# find_package(penstock) and pkg-config find them. Every path inside is relative: the tree may be moved.
include(CMakePackageConfigHelpers)

set(penstock_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/penstock)
set(penstock_data_dir ${CMAKE_INSTALL_DATADIR}/penstock)
set(penstock_generated_dir ${PROJECT_BINARY_DIR}/install)

install(TARGETS penstock EXPORT penstockTargets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} NAMELINK_COMPONENT penstock_dev
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT penstock_dev)
# For tests of nodes; its headers are among those of penstock.
install(TARGETS penstock_testing EXPORT penstockTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT penstock_dev)
# Loaded by libpenstock from the folder beside it, when a graph needs it.
install(TARGETS penstock_oiio LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/penstock)
# Loaded by programs that INTEL_LIBITTNOTIFY64 names it to; nothing links it.
install(TARGETS penstock_itt_trace LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS penstock_tool RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

install(EXPORT penstockTargets NAMESPACE penstock:: DESTINATION ${penstock_cmake_dir} COMPONENT penstock_dev)
configure_package_config_file(
    ${CMAKE_CURRENT_LIST_DIR}/penstockConfig.cmake.in ${penstock_generated_dir}/penstockConfig.cmake
    INSTALL_DESTINATION ${penstock_cmake_dir}
    NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${penstock_generated_dir}/penstockConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES
    ${penstock_generated_dir}/penstockConfig.cmake ${penstock_generated_dir}/penstockConfigVersion.cmake
    DESTINATION ${penstock_cmake_dir} COMPONENT penstock_dev)

# From the folder of penstock.pc up to the prefix.
file(RELATIVE_PATH penstock_pc_to_prefix
    ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${CMAKE_CURRENT_LIST_DIR}/penstock.pc.in ${penstock_generated_dir}/penstock.pc @ONLY)
install(FILES ${penstock_generated_dir}/penstock.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
    COMPONENT penstock_dev)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/graphs DESTINATION ${penstock_data_dir}
    FILES_MATCHING PATTERN "*.json" PATTERN "README.md")
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${PROJECT_SOURCE_DIR}/LICENSE
    DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/doc/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/src/doc)
