// SPDX-License-Identifier: Apache-2.0
#include "penstock/testing/faults.hpp"

#include "penstock/node.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <utility>

namespace penstock::testing {
namespace {

constexpr std::chrono::minutes longest_stall{1};

} // namespace

class Faults::Plan {
public:
    void throw_at(std::uint64_t sequence, std::function<void()> thrower) {
        const std::lock_guard lock{mutex_};
        throwers_[sequence] = std::move(thrower);
    }
    void stall_at(std::uint64_t sequence) {
        const std::lock_guard lock{mutex_};
        stalls_.insert(sequence);
    }
    void release() {
        const std::lock_guard lock{mutex_};
        is_released_ = true;
        changed_.notify_all();
    }
    bool wait_for_stalled(std::size_t calls, std::chrono::milliseconds deadline) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, deadline, [&] { return stalled_ >= calls; });
    }

    // Before the call for that item.
    void strike(std::uint64_t sequence) {
        std::function<void()> thrower;
        {
            std::unique_lock lock{mutex_};
            if (stalls_.contains(sequence) && !is_released_)
                stall(lock);
            if (const auto found = throwers_.find(sequence); found != throwers_.end())
                thrower = found->second;
        }
        if (thrower)
            thrower();
    }

private:
    void stall(std::unique_lock<std::mutex>& lock) {
        ++stalled_;
        changed_.notify_all();
        const bool is_over = changed_.wait_for(lock, longest_stall, [&] { return is_released_; });
        --stalled_;
        if (!is_over)
            throw ItemError{ErrorClass::node,
                            "the stall was not released within a minute; call Faults::release"};
    }

    std::mutex mutex_; // guards everything
    std::condition_variable changed_;
    std::map<std::uint64_t, std::function<void()>> throwers_;
    std::set<std::uint64_t> stalls_;
    std::size_t stalled_ = 0;
    bool is_released_ = false;
};

class Faults::FaultyNode final : public WorkNode {
public:
    FaultyNode(std::unique_ptr<WorkNode> node, std::shared_ptr<Plan> plan)
        : node_{std::move(node)}, plan_{std::move(plan)} {}

    void open(const OpenContext& context) override { node_->open(context); }
    void close() override { node_->close(); }
    std::vector<std::string> notes() const override { return node_->notes(); }
    NodeBound bound(const PayloadBound& input) const override { return node_->bound(input); }
    Payload process(Payload input, NodeContext& context) override {
        plan_->strike(context.item().sequence);
        return node_->process(std::move(input), context);
    }
    std::uint32_t most_results() const override { return node_->most_results(); }
    std::optional<std::string> skip_before_loading(const ItemInfo& item) const override {
        return node_->skip_before_loading(item);
    }
    std::vector<std::string> warnings(const PayloadBound& input) const override {
        return node_->warnings(input);
    }
    std::string output_root() const override { return node_->output_root(); }

private:
    std::unique_ptr<WorkNode> node_;
    std::shared_ptr<Plan> plan_; // shared: with the test
};

Faults::Faults() : plan_{std::make_shared<Plan>()} {}

void Faults::fail_at(std::uint64_t sequence, ErrorClass error_class, std::string message) {
    plan_->throw_at(sequence, [error_class, message = std::move(message)] {
        throw ItemError{error_class, message};
    });
}

void Faults::throw_at(std::uint64_t sequence, std::string message) {
    plan_->throw_at(sequence,
                    [message = std::move(message)] { throw std::runtime_error{message}; });
}

void Faults::throw_no_exception_at(std::uint64_t sequence) {
    plan_->throw_at(sequence, [] { throw 7; });
}

void Faults::stall_at(std::uint64_t sequence) {
    plan_->stall_at(sequence);
}

void Faults::release() {
    plan_->release();
}

bool Faults::wait_for_stalled(std::size_t calls, std::chrono::milliseconds deadline) const {
    return plan_->wait_for_stalled(calls, deadline);
}

NodeType Faults::injected_into(NodeType type) const {
    const NodeKind kind = type.descriptor.kind;
    if ((kind != NodeKind::transform && kind != NodeKind::sink) ||
        type.descriptor.traits.has_own_flow)
        throw std::invalid_argument(
            "faults are injected into transforms and sinks; " + type.descriptor.type + " is " +
            (type.descriptor.traits.has_own_flow ? "made of oneTBB nodes"
                                                 : "a " + std::string{to_string(kind)}));
    type.make = [make = std::move(type.make),
                 plan = plan_](const Value::Object& params) -> std::unique_ptr<Node> {
        std::unique_ptr<Node> node = make(params);
        auto* worker = dynamic_cast<WorkNode*>(node.get());
        if (worker == nullptr)
            throw std::logic_error("a transform or sink that is no WorkNode");
        (void)node.release();
        return std::make_unique<FaultyNode>(std::unique_ptr<WorkNode>{worker}, plan);
    };
    return type;
}

} // namespace penstock::testing
