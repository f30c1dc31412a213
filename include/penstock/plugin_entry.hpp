// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/version.hpp"

#include <string> // its macros tell of which standard library this is

namespace penstock {

class NodeRegistry;

#define PENSTOCK_LITERAL_OF(number) #number
#define PENSTOCK_LITERAL(number) PENSTOCK_LITERAL_OF(number)

/// What a library must have been built with to be loaded as a plugin: types of C++ pass between it
/// and the program. "interface" counts on whenever a public header changes what its types look
/// like. Not `inline`: each library has one of its own.
constexpr const char* plugin_abi =
    "penstock " PENSTOCK_LITERAL(PENSTOCK_VERSION_MAJOR) "." PENSTOCK_LITERAL(
        PENSTOCK_VERSION_MINOR) " interface 4"
#if defined(__clang__)
                                ", clang++ " PENSTOCK_LITERAL(__clang_major__)
#elif defined(__GNUC__)
                                ", g++ " PENSTOCK_LITERAL(__GNUC__)
#else
                                ", another compiler"
#endif
#if defined(_GLIBCXX_RELEASE)
                                    ", libstdc++ " PENSTOCK_LITERAL(
                                        _GLIBCXX_RELEASE) " with cxx11 abi " PENSTOCK_LITERAL(_GLIBCXX_USE_CXX11_ABI)
#else
                                    ", another standard library"
#endif
#if defined(_GLIBCXX_DEBUG)
                                        " and debug mode"
#endif
    ;

#undef PENSTOCK_LITERAL
#undef PENSTOCK_LITERAL_OF

} // namespace penstock

// What a plugin exports.
extern "C" {
/// Called before any C++ of the library is.
PENSTOCK_API const char* penstock_plugin_abi();
PENSTOCK_API void penstock_plugin_register(penstock::NodeRegistry& registry);
}

/// Makes a plugin of the library that it is compiled into; stands in one of its sources.
/// `register_nodes` is a function `void register_nodes(penstock::NodeRegistry&)`, which a program
/// that is linked with the same source calls itself. Weak functions, because such a program can be
/// linked with several plugins.
#define PENSTOCK_PLUGIN(register_nodes)                                                            \
    extern "C" PENSTOCK_API __attribute__((weak)) const char* penstock_plugin_abi() {              \
        return penstock::plugin_abi;                                                               \
    }                                                                                              \
    extern "C" PENSTOCK_API __attribute__((weak)) void penstock_plugin_register(                   \
        penstock::NodeRegistry& registry) {                                                        \
        register_nodes(registry);                                                                  \
    }
