// SPDX-License-Identifier: Apache-2.0
#include "graph/machine.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <sched.h>
#include <string>
#include <utility>
#include <vector>

using namespace penstock::graph;
using penstock::test::TempDir;

namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20U;

const std::string unified_mount =
    "31 23 0:28 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";
const std::string old_mounts =
    "31 23 0:28 / /sys/fs/cgroup ro - tmpfs tmpfs ro,mode=755\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
    "33 31 0:30 / /sys/fs/cgroup/memory rw shared:8 - cgroup cgroup rw,memory\n";
const std::string unlimited_in_version_1 = "9223372036854771712\n";

// A tree of files such as the kernel shows.
class Machine {
public:
    Machine(const std::string& own_groups, const std::string& mounts) {
        put("proc/self/cgroup", own_groups);
        put("proc/self/mountinfo", mounts);
    }

    Machine& put(const std::string& name, const std::string& content) {
        root_.write(name, content);
        return *this;
    }
    Machine& put(const std::string& folder,
                 const std::vector<std::pair<std::string, std::string>>& files) {
        for (const auto& [name, content] : files)
            put("sys/fs/cgroup/" + folder + '/' + name, content + '\n');
        return *this;
    }

    [[nodiscard]] ContainerLimits limits() const { return container_limits(root_.path()); }
    [[nodiscard]] std::uint64_t memory() const { return available_memory(root_.path()); }

private:
    TempDir root_;
};

} // namespace

TEST_CASE("a machine without control groups sets no limits", "[graph][machine]") {
    const TempDir empty;
    CHECK_FALSE(container_limits(empty.path()).processors);
    CHECK_FALSE(container_limits(empty.path()).memory);
}

TEST_CASE("control groups of version 2 limit processors and memory", "[graph][machine]") {
    Machine machine{"0::/\n", unified_mount};
    SECTION("as told") {
        machine.put("", {{"cpu.max", "300000 100000"}, {"memory.max", "1073741824"}});
        CHECK(machine.limits().processors == 3);
        CHECK(machine.limits().memory == 1024 * mebibyte);
    }
    SECTION("not, where they say max") {
        machine.put("", {{"cpu.max", "max 100000"}, {"memory.max", "max"}, {"memory.high", "max"}});
        CHECK_FALSE(machine.limits().processors);
        CHECK_FALSE(machine.limits().memory);
    }
    SECTION("memory by the lower of its two limits") {
        machine.put("", {{"memory.max", "1073741824"}, {"memory.high", "536870912"}});
        CHECK(machine.limits().memory == 512 * mebibyte);
        machine.put("", {{"memory.max", "max"}, {"memory.high", "134217728"}});
        CHECK(machine.limits().memory == 128 * mebibyte);
        machine.put("", {{"memory.max", "67108864"}, {"memory.high", "134217728"}});
        CHECK(machine.limits().memory == 64 * mebibyte);
    }
}

TEST_CASE("control groups of version 1 limit processors and memory", "[graph][machine]") {
    Machine machine{"5:cpu,cpuacct:/job\n4:memory:/job\n1:name=systemd:/x\n0::/x\n", old_mounts};
    SECTION("as told") {
        machine.put("cpu,cpuacct/job",
                    {{"cpu.cfs_quota_us", "200000"}, {"cpu.cfs_period_us", "50000"}});
        machine.put("memory/job", {{"memory.limit_in_bytes", "1073741824"}});
        CHECK(machine.limits().processors == 4);
        CHECK(machine.limits().memory == 1024 * mebibyte);
    }
    SECTION("not, where they do not") {
        machine.put("cpu,cpuacct/job",
                    {{"cpu.cfs_quota_us", "-1"}, {"cpu.cfs_period_us", "100000"}});
        machine.put("memory/job", {{"memory.limit_in_bytes", unlimited_in_version_1}});
        CHECK_FALSE(machine.limits().processors);
        CHECK_FALSE(machine.limits().memory);
    }
}

TEST_CASE("a part of a processor counts as one", "[graph][machine]") {
    const auto [quota, processors] = GENERATE(std::pair{"1000", 1U},
                                              std::pair{"50000", 1U},
                                              std::pair{"100000", 1U},
                                              std::pair{"100001", 2U},
                                              std::pair{"150000", 2U},
                                              std::pair{"250000", 3U});
    CAPTURE(quota);
    Machine machine{"0::/\n", unified_mount};
    machine.put("", {{"cpu.max", std::string{quota} + " 100000"}});
    CHECK(machine.limits().processors == processors);
}

TEST_CASE("the smallest limit of a group and all around it holds", "[graph][machine]") {
    Machine machine{"0::/pod/box/job\n", unified_mount};
    machine.put("pod", {{"cpu.max", "200000 100000"}, {"memory.max", "1073741824"}});
    machine.put("pod/box", {{"cpu.max", "400000 100000"}, {"memory.max", "536870912"}});
    machine.put("pod/box/job", {{"cpu.max", "max 100000"}, {"memory.max", "max"}});
    machine.put("pod/other", {{"cpu.max", "100000 100000"}, {"memory.max", "1048576"}});
    CHECK(machine.limits().processors == 2);
    CHECK(machine.limits().memory == 512 * mebibyte);
}

TEST_CASE("what others in the group use is not there, but idle file cache is", "[graph][machine]") {
    SECTION("version 2") {
        Machine machine{"0::/box\n", unified_mount};
        machine.put("box",
                    {{"memory.max", "1073741824"},
                     {"memory.current", "805306368"},
                     {"memory.stat", "anon 1\ninactive_file 268435456\nactive_file 7"}});
        CHECK(machine.limits().memory == 512 * mebibyte);
    }
    SECTION("version 1 with all below the group") {
        Machine machine{"4:memory:/box\n", old_mounts};
        machine.put("memory/box",
                    {{"memory.limit_in_bytes", "1073741824"},
                     {"memory.usage_in_bytes", "805306368"},
                     {"memory.stat", "inactive_file 1\ntotal_inactive_file 268435456"}});
        CHECK(machine.limits().memory == 512 * mebibyte);
    }
    SECTION("the fullest group decides, not the smallest") {
        Machine machine{"0::/pod/box\n", unified_mount};
        machine.put("pod", {{"memory.max", "1073741824"}, {"memory.current", "1006632960"}});
        machine.put("pod/box", {{"memory.max", "536870912"}, {"memory.current", "1048576"}});
        CHECK(machine.limits().memory == 64 * mebibyte);
    }
    SECTION("more than the limit leaves nothing") {
        Machine machine{"0::/box\n", unified_mount};
        machine.put("box", {{"memory.max", "1048576"}, {"memory.current", "2097152"}});
        CHECK(machine.limits().memory == 0);
    }
}

TEST_CASE("both versions may stand side by side", "[graph][machine]") {
    Machine machine{"4:memory:/job\n0::/job\n",
                    old_mounts + "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"};
    machine.put("memory/job", {{"memory.limit_in_bytes", "1073741824"}});
    machine.put("unified/job", {{"cpu.max", "100000 100000"}});
    CHECK(machine.limits().processors == 1);
    CHECK(machine.limits().memory == 1024 * mebibyte);
}

TEST_CASE("a group is found where it is mounted", "[graph][machine]") {
    SECTION("at a folder whose name has a blank") {
        Machine machine{"0::/\n", "31 23 0:28 / /control\\040groups rw - cgroup2 none rw\n"};
        machine.put("control groups/memory.max", "1048576\n");
        CHECK(machine.limits().memory == mebibyte);
    }
    SECTION("with what is above it out of sight") {
        Machine machine{"0::/docker/box/job\n",
                        "31 23 0:28 /docker/box /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"};
        machine.put("", {{"memory.max", "2097152"}});
        machine.put("job", {{"memory.max", "1048576"}});
        machine.put("docker/box/job", {{"memory.max", "1024"}});
        CHECK(machine.limits().memory == mebibyte);
    }
    SECTION("with a name that is known outside only") {
        const std::string group = GENERATE("/docker/box", "/../../box", "/", "nonsense");
        CAPTURE(group);
        Machine machine{"0::" + group + '\n',
                        "31 23 0:28 /kube/pod /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"};
        machine.put("", {{"memory.max", "1048576"}});
        CHECK(machine.limits().memory == mebibyte);
    }
    SECTION("by a name with colons") {
        Machine machine{"0::/a:b/c::d\n", unified_mount};
        machine.put("a:b/c::d", {{"memory.max", "1048576"}});
        CHECK(machine.limits().memory == mebibyte);
    }
    SECTION("in each of several places") {
        Machine machine{"0::/job\n",
                        unified_mount + "32 23 0:28 / /elsewhere rw - cgroup2 cgroup2 rw\n"};
        machine.put("elsewhere/job/memory.max", "1048576\n");
        CHECK(machine.limits().memory == mebibyte);
    }
    SECTION("but not in another hierarchy of version 1") {
        Machine machine{"4:memory:/job\n3:cpuset:/\n", old_mounts};
        machine.put("cpu,cpuacct/job",
                    {{"cpu.cfs_quota_us", "100000"}, {"cpu.cfs_period_us", "100000"}});
        CHECK_FALSE(machine.limits().processors);
    }
}

TEST_CASE("files that make no sense set no limit", "[graph][machine]") {
    const std::string nonsense =
        GENERATE("", "\n", "max", "-5", "12 monkeys", "0x10", "99999999999999999999999", "\1\2\3");
    CAPTURE(nonsense);
    Machine machine{"0::/box\n4:memory:/box\n5:cpu,cpuacct:/box\n",
                    nonsense + '\n' + old_mounts + "1 2 3 - cgroup2\n- cgroup2 a b\n" +
                        "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"};
    for (const char* const name : {"cpu.max", "memory.max", "memory.high", "memory.current"})
        machine.put("unified/box", {{name, nonsense}});
    machine.put("memory/box", {{"memory.limit_in_bytes", nonsense}, {"memory.stat", nonsense}});
    machine.put("cpu,cpuacct/box",
                {{"cpu.cfs_quota_us", nonsense}, {"cpu.cfs_period_us", "100000"}});
    CHECK_FALSE(machine.limits().processors);
    CHECK_FALSE(machine.limits().memory);
    // The limit around it is sound, and holds.
    machine.put("unified", {{"cpu.max", "200000 100000"}, {"memory.max", "1048576"}});
    CHECK(machine.limits().processors == 2);
    CHECK(machine.limits().memory == mebibyte);
    // What is used is not known here.
    machine.put("unified/box", {{"memory.max", "524288"}});
    CHECK(machine.limits().memory == mebibyte / 2);
}

TEST_CASE("a quota or a period of nothing sets no limit", "[graph][machine]") {
    const std::string quota = GENERATE("0 100000", "100000 0", "100000", "1 2 3");
    CAPTURE(quota);
    Machine machine{"0::/\n", unified_mount};
    machine.put("", {{"cpu.max", quota}});
    CHECK_FALSE(machine.limits().processors);
}

TEST_CASE("available memory is what machine and container have left, an even number of MiB",
          "[graph][machine]") {
    Machine machine{"0::/\n", unified_mount};
    const auto meminfo = [&](std::uint64_t kibibytes) {
        machine.put("proc/meminfo",
                    "MemTotal:       24000000 kB\nMemFree:        1 kB\nMemAvailable:   " +
                        std::to_string(kibibytes) + " kB\nBuffers: 5 kB\n");
    };
    meminfo(100 * 1024 + 2047);
    CHECK(machine.memory() == 100 * mebibyte);
    meminfo(102 * 1024);
    CHECK(machine.memory() == 102 * mebibyte);
    machine.put("", {{"memory.max", std::to_string(51 * mebibyte)}});
    CHECK(machine.memory() == 50 * mebibyte);
    meminfo(40 * 1024);
    CHECK(machine.memory() == 40 * mebibyte);
    meminfo(0);
    CHECK(machine.memory() == 2 * mebibyte);
}

TEST_CASE("this machine has a processor and memory for this process", "[graph][machine]") {
    cpu_set_t set;
    CPU_ZERO(&set);
    REQUIRE(::sched_getaffinity(0, sizeof set, &set) == 0);
    CHECK(available_processors() >= 1);
    CHECK(available_processors() <= static_cast<unsigned>(CPU_COUNT(&set)));
    CHECK(available_memory() >= 2 * mebibyte);
    CHECK(available_memory() % (2 * mebibyte) == 0);
}
