// SPDX-License-Identifier: Apache-2.0
#include "pixels/profile.hpp"

#include "penstock/failure.hpp"

#include "core/counted_memory.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <lcms2_plugin.h>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>

namespace penstock::pixels {
namespace {

// What one conversion may take, and what went wrong.
struct Account {
    CountedMemory memory;
    std::string error;
};

// Null while a context is made or destroyed: its own few bytes are not counted.
Account* account_of(cmsContext context) {
    return static_cast<Account*>(cmsGetContextUserData(context));
}

// Calls with what counts, or does not.
template <class Use> auto with_memory(cmsContext context, Use use) {
    CountedMemory uncounted{std::numeric_limits<std::uint64_t>::max()};
    Account* const account = account_of(context);
    return use(account != nullptr ? account->memory : uncounted);
}

void* allocate(cmsContext context, cmsUInt32Number size) {
    return with_memory(context, [=](CountedMemory& memory) { return memory.allocate(size); });
}

void release(cmsContext context, void* block) {
    with_memory(context, [=](CountedMemory& memory) { memory.release(block); });
}

void* reallocate(cmsContext context, void* block, cmsUInt32Number size) {
    return with_memory(context,
                       [=](CountedMemory& memory) { return memory.reallocate(block, size); });
}

void note_error(cmsContext context, cmsUInt32Number /*code*/, const char* text) {
    if (Account* const account = account_of(context); account != nullptr && account->error.empty())
        account->error = text;
}

struct Delete {
    void operator()(cmsContext context) const { cmsDeleteContext(context); }
};
struct Close {
    void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct Destroy {
    void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
struct Free {
    void operator()(cmsToneCurve* curve) const { cmsFreeToneCurve(curve); }
};
using Context = std::unique_ptr<std::remove_pointer_t<cmsContext>, Delete>;
using Profile = std::unique_ptr<void, Close>;
using Transform = std::unique_ptr<void, Destroy>;
using Curve = std::unique_ptr<cmsToneCurve, Free>;

Context context_for(Account& account) {
    cmsPluginMemHandler memory{};
    memory.base = {cmsPluginMagicNumber, 2000, cmsPluginMemHandlerSig, nullptr};
    memory.MallocPtr = allocate;
    memory.FreePtr = release;
    memory.ReallocPtr = reallocate;
    Context context{cmsCreateContext(&memory, &account)};
    if (context)
        cmsSetLogErrorHandlerTHR(context.get(), note_error);
    return context;
}

[[noreturn]] void fail(const Account& account, std::uint64_t profile_bytes) {
    constexpr std::string_view without_it =
        "to do without it, put a strip_metadata before this node, whose kinds have icc";
    if (account.memory.was_refused())
        throw ItemError{ErrorClass::limit,
                        fmt::format("the colour profile takes more memory than the {} bytes that "
                                    "one of its size may take; {}",
                                    profile_working_bytes(profile_bytes),
                                    without_it)};
    throw ItemError{ErrorClass::corrupt,
                    fmt::format("the colour profile cannot be used: {}; {}",
                                account.error.empty() ? "it is damaged" : account.error,
                                without_it)};
}

Profile opened(cmsContext context, std::span<const std::byte> bytes, bool is_gray) {
    if (!bytes.empty())
        return Profile{cmsOpenProfileFromMemTHR(
            context, bytes.data(), static_cast<cmsUInt32Number>(bytes.size()))};
    if (!is_gray)
        return Profile{cmsCreate_sRGBProfileTHR(context)};
    // With the transfer function of sRGB.
    constexpr std::array<double, 5> srgb{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    const Curve curve{cmsBuildParametricToneCurve(context, 4, srgb.data())};
    return Profile{curve ? cmsCreateGrayProfileTHR(context, cmsD50_xyY(), curve.get()) : nullptr};
}

cmsUInt32Number format_of(const ImageSpec& spec) {
    const bool is_gray = spec.channels < 3;
    const bool is_float = !is_integer(spec.pixel_type);
    return FLOAT_SH(is_float ? 1U : 0U) | COLORSPACE_SH(is_gray ? PT_GRAY : PT_RGB) |
           EXTRA_SH(spec.has_alpha() ? 1U : 0U) | CHANNELS_SH(is_gray ? 1U : 3U) |
           BYTES_SH(static_cast<cmsUInt32Number>(bytes_of(spec.pixel_type)));
}

// For RGB of 16 bits, Little CMS would make one table of 33 steps a side of all that is to be done,
// which is off by 11 of 255 steps where colours leave sRGB, and one for gray that is off by 9 near
// black; without a table a pixel takes 0.34 us, not 0.07.
cmsUInt32Number flags_for(const ImageSpec& spec, const ProfileOptions& options) {
    const cmsUInt32Number exact = spec.pixel_type == PixelType::u16 || spec.channels < 3
                                      ? cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE
                                      : 0U;
    return exact | (options.black_point_compensation ? cmsFLAGS_BLACKPOINTCOMPENSATION : 0U);
}

} // namespace

std::uint64_t profile_working_bytes(std::uint64_t profile_bytes) {
    // Tables are expanded to 16 bits or floats, and combined to one of 33 steps a side.
    return (std::uint64_t{4} << 20U) + 8 * profile_bytes;
}

bool is_profile_for(const ImageSpec& spec, std::span<const std::byte> profile) {
    constexpr std::size_t header = 128;
    if (profile.size() < header || spec.channels > 4)
        return false;
    const std::string_view colours{reinterpret_cast<const char*>(&profile[16]), 4};
    return colours == (spec.channels < 3 ? "GRAY" : "RGB ");
}

void convert_colours(Image& image,
                     std::span<const std::byte> from,
                     std::span<const std::byte> to,
                     const ProfileOptions& options) {
    const ImageSpec& spec = image.spec();
    const bool is_gray = spec.channels < 3;
    assert(from.empty() || is_profile_for(spec, from));
    assert(to.empty() || is_profile_for(spec, to));
    const std::uint64_t bytes = from.size() + to.size();
    Account account{.memory = CountedMemory{profile_working_bytes(bytes)}, .error = {}};
    const Context context = context_for(account); // outlives what is made in it
    if (!context)
        throw std::bad_alloc{};
    const Profile source = opened(context.get(), from, is_gray);
    const Profile target = opened(context.get(), to, is_gray);
    if (!source || !target)
        fail(account, bytes);
    const cmsUInt32Number format = format_of(spec);
    const Transform transform{cmsCreateTransformTHR(context.get(),
                                                    source.get(),
                                                    format,
                                                    target.get(),
                                                    format,
                                                    static_cast<cmsUInt32Number>(options.intent),
                                                    flags_for(spec, options))};
    if (!transform)
        fail(account, bytes);
    for (std::uint32_t y = 0; y < spec.height; ++y) {
        std::byte* const row = image.row(y).data();
        cmsDoTransform(transform.get(), row, row, spec.width);
    }
}

} // namespace penstock::pixels
