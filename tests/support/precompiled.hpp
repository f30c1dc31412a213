// SPDX-License-Identifier: Apache-2.0
#pragma once

// What most tests include, compiled once for all of them.
#include "penstock/penstock.hpp"

#include "support/catch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <ranges>
#include <set>
#include <thread>
