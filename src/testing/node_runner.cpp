// SPDX-License-Identifier: Apache-2.0
#include "penstock/testing/node_runner.hpp"

#include "penstock/check_params.hpp"
#include "penstock/list_member.hpp"

#include "testing/runner_context.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

namespace penstock::testing {
namespace {

// Of the exceptions that stand for mistakes in a program, by what they are; any other is one.
std::string kind_of(const std::exception& error) {
    if (dynamic_cast<const std::out_of_range*>(&error) != nullptr)
        return "std::out_of_range";
    if (dynamic_cast<const std::invalid_argument*>(&error) != nullptr)
        return "std::invalid_argument";
    if (dynamic_cast<const std::logic_error*>(&error) != nullptr)
        return "std::logic_error";
    if (dynamic_cast<const std::runtime_error*>(&error) != nullptr)
        return "std::runtime_error";
    return "an exception";
}

// What it throws is what became of the item, or of the member that was left out.
template <class Result, class Call> void guard(Result& outcome, Call&& call) {
    try {
        call();
    } catch (const ItemSkipped& skipped) {
        outcome.skip_reason = skipped.what();
    } catch (const ItemError& error) {
        outcome.failure = Outcome::Failed{error.error_class(), error.what()};
    } catch (const std::bad_alloc& error) {
        outcome.failure = Outcome::Failed{ErrorClass::resource, error.what(), "std::bad_alloc"};
    } catch (const std::exception& error) {
        outcome.failure = Outcome::Failed{ErrorClass::node, error.what(), kind_of(error)};
    } catch (...) {
        outcome.failure = Outcome::Failed{
            ErrorClass::node, "the node threw something that is no exception", "no exception"};
    }
}

// What was moved from has its sizes still, and no bytes. Sizes are what nodes say: not even their
// product need fit.
bool has_bytes(const Image& image) {
    const std::uint64_t held = image.pixels().size();
    const std::uint64_t pixel = image.spec().pixel_bytes();
    return held > 0 && pixel > 0 && held % pixel == 0 && held / pixel == image.spec().pixels();
}

// The engine fails an item whose node gives something else, for those behind it rely on that.
bool has_bytes(const Payload& payload) {
    if (const auto* image = payload.get<Image>())
        return has_bytes(*image);
    if (const auto* encoded = payload.get<Encoded>())
        return encoded->buffer.bytes().size() == encoded->buffer.size();
    const auto* list = payload.get<List>();
    return list == nullptr ||
           std::all_of(list->members.begin(), list->members.end(), [](const ListMember& member) {
               return has_bytes(member.payload);
           });
}

bool takes_several(const NodeType& type) {
    return type.descriptor.kind == NodeKind::join || type.descriptor.kind == NodeKind::gather;
}

// One call in the making: of one thread.
class Call {
public:
    Call(const NodeType& type,
         const Value::Object& params,
         Node& node,
         const LiveImageCounter& memory,
         const Situation& situation)
        : type_{type}, params_{params}, node_{node}, memory_{memory}, context_{situation,
                                                                               type.descriptor.type,
                                                                               memory} {}

    Outcome outcome_of(List inputs) {
        Outcome outcome;
        Payload result;
        guard(outcome, [&] { result = called(std::move(inputs), outcome); });
        context_.tell(outcome);
        if (!outcome.failure && !outcome.skip_reason)
            settle(std::move(result), outcome);
        return outcome;
    }

private:
    Payload called(List inputs, Outcome& outcome) {
        if (auto* join = dynamic_cast<JoinNode*>(&node_))
            return joined(*join, std::move(inputs), outcome);
        if (auto* gather = dynamic_cast<GatherNode*>(&node_))
            return gathered(*gather, std::move(inputs), outcome);
        Payload input = std::move(inputs.members.front().payload);
        inputs.members.clear();
        if (auto* loader = dynamic_cast<LoaderNode*>(&node_))
            return loaded(*loader, input, outcome);
        return worked(dynamic_cast<WorkNode&>(node_), std::move(input), outcome);
    }

    Payload worked(WorkNode& node, Payload input, Outcome& outcome) {
        if (const auto reason = node.skip_before_loading(context_.item()))
            throw ItemSkipped{*reason};
        outcome.bound = node.bound(bound_of(input));
        if (auto* image = input.get<Image>()) {
            if (type_.descriptor.traits.takes_ownership && !image->is_unique()) {
                Image own = memory_.copy_of(*image);
                own.set_metadata(image->metadata());
                *image = std::move(own);
            }
            context_.set_metadata(image->metadata());
        }
        return node.process(std::move(input), context_);
    }

    Payload loaded(const LoaderNode& node, const Payload& input, Outcome& outcome) {
        const auto* request = input.get<Request>();
        if (request == nullptr)
            throw ItemError{ErrorClass::unsupported,
                            "a loader is fed a request, and got " + std::string{input.type_name()}};
        const Measure measure = node.measure(*request, context_);
        outcome.bound = NodeBound{measure.output,
                                  measure.working_bytes + buffer_capacity(measure.file_bytes),
                                  measure.codec_bytes};
        Buffer file;
        if (measure.file_bytes > 0)
            file = node.read(*request, measure, context_);
        return node.load(*request, measure, std::move(file), context_);
    }

    Payload joined(const JoinNode& node, List inputs, Outcome& outcome) {
        for (auto member = inputs.members.rbegin(); member != inputs.members.rend(); ++member)
            if (const auto* image = member->payload.get<Image>(); image && image->metadata())
                context_.set_metadata(image->metadata());
        outcome.bound = node.bound(bound_of(inputs).members);
        return node.join(std::move(inputs), context_);
    }

    Payload gathered(GatherNode& node, List inputs, Outcome& outcome) {
        PayloadBound largest;
        for (PayloadBound& bound : bound_of(inputs).members)
            if (bound.bytes >= largest.bytes)
                largest = std::move(bound);
        outcome.bound = node.bound(largest);
        context_.begin_item(inputs.members.front().info.request);
        const std::optional<std::size_t> size = group_size(node, std::move(inputs), outcome);
        if (!size)
            return {};
        context_.item_info().attributes.set("members", static_cast<std::int64_t>(*size));
        if (*size == 0) { // it is finished, too; what comes of that is nobody's
            Outcome of_nobody;
            guard(of_nobody, [&] { static_cast<void>(node.finish(context_)); });
            return {};
        }
        Payload result = node.finish(context_);
        if (auto* image = result.get<Image>(); image && !type_.descriptor.traits.retains)
            image->set_metadata(nullptr); // it would be a member's, of which nothing is left then
        return result;
    }

    // How many got into the group. Nothing: it could not be begun, which is the misfortune of
    // each that would have been its first.
    std::optional<std::size_t> group_size(GatherNode& node, List inputs, Outcome& outcome) {
        std::optional<std::size_t> size;
        for (std::size_t i = 0; i < inputs.members.size(); ++i) {
            ListMember& member = inputs.members[i];
            Outcome::LeftOut left{.member = i};
            if (!size)
                guard(left, [&] {
                    node.begin(context_);
                    size = 0;
                });
            if (size) {
                std::swap(context_.item_info(), member.info);
                guard(left, [&] { node.add(std::move(member.payload), *size, context_); });
                std::swap(context_.item_info(), member.info);
            }
            member.payload = {};
            if (left.failure || left.skip_reason)
                outcome.left_out.push_back(std::move(left));
            else
                ++*size;
        }
        return size;
    }

    void settle(Payload result, Outcome& outcome) {
        const NodeTraits& traits = type_.descriptor.traits;
        auto* list = result.get<List>();
        if (type_.descriptor.kind == NodeKind::sink) {
            if (outcome.delivered.empty())
                outcome.delivered.emplace_back();
        } else if (result.is_empty()) {
            outcome.is_dropped = true;
        } else if (list != nullptr && (traits.gives_several || traits.splits)) {
            for (std::size_t i = 0; i < list->members.size(); ++i)
                if (Payload& payload = list->members[i].payload; !payload.is_empty())
                    outcome.outputs.push_back(
                        {std::move(payload), traits.gives_several ? i : context_.port()});
        } else {
            outcome.outputs.push_back({std::move(result), context_.port()});
        }
        for (const Output& output : outcome.outputs)
            if (!has_bytes(output.payload))
                outcome.failure = {ErrorClass::node,
                                   "return the " + std::string{output.payload.type_name()} +
                                       " that was made: what was moved from has nothing in it",
                                   "a result without its bytes"};
        const NodeType::Ports ports = type_.outputs(params_);
        for (Output& output : outcome.outputs)
            if (output.port < ports.size())
                output.port_name = ports[output.port].name;
            else
                outcome.failure = {ErrorClass::node,
                                   "the node left by its output number " +
                                       std::to_string(output.port + 1) + ", and has " +
                                       std::to_string(ports.size()),
                                   "a port that is not there"};
        if (outcome.failure)
            outcome.outputs.clear();
    }

    const NodeType& type_;
    const Value::Object& params_;
    Node& node_;
    const LiveImageCounter& memory_;
    RunnerContext context_;
};

} // namespace

NodeRunner::NodeRunner(NodeType type, const Value::Object& params) : type_{std::move(type)} {
    if (!type_.make || type_.descriptor.traits.has_own_flow)
        throw std::invalid_argument(
            "node type \"" + type_.descriptor.type +
            (type_.make ? "\" is made of oneTBB nodes" : "\" is part of the engine") +
            "; run it in a graph");
    params_ = normalised_params(type_.descriptor, params);
    node_ = type_.make(params_);
    OpenContext open;
    open.node_name = type_.descriptor.type;
    open.stop_requested = [] { return false; };
    node_->open(open);
}

NodeRunner::NodeRunner(NodeRunner&&) noexcept = default;

NodeRunner::~NodeRunner() {
    try {
        close();
    } catch (...) { // NOLINT(bugprone-empty-catch): who wants to know calls close()
    }
}

Outcome NodeRunner::feed(Payload payload, const Situation& situation) {
    List inputs;
    if (auto* list = payload.get<List>(); list != nullptr && takes_several(type_))
        inputs = std::move(*list);
    else
        inputs.members.push_back({situation.item, std::move(payload)});
    return call(std::move(inputs), situation);
}

Outcome NodeRunner::feed(std::vector<Payload> payloads, const Situation& situation) {
    List inputs;
    for (Payload& payload : payloads)
        inputs.members.push_back({situation.item, std::move(payload)});
    payloads.clear();
    return call(std::move(inputs), situation);
}

Outcome NodeRunner::call(List inputs, const Situation& situation) {
    if (!node_)
        throw std::logic_error("the node is closed");
    if (type_.descriptor.kind == NodeKind::source)
        throw std::logic_error("a source is fed nothing; call next()");
    if (inputs.members.empty() || (inputs.members.size() > 1 && !takes_several(type_)))
        throw std::logic_error(type_.descriptor.type + " is fed one payload a call, not " +
                               std::to_string(inputs.members.size()));
    return Call{type_, params_, *node_, memory_, situation}.outcome_of(std::move(inputs));
}

std::optional<Request> NodeRunner::next() {
    auto* source = dynamic_cast<SourceNode*>(node_.get());
    if (source == nullptr)
        throw std::logic_error("only a source that is open has a next request");
    return source->next();
}

std::vector<std::string> NodeRunner::notes() const {
    return node_ ? node_->notes() : std::vector<std::string>{};
}

void NodeRunner::close() {
    if (!node_)
        return;
    const std::unique_ptr<Node> node = std::move(node_);
    node->close();
}

PayloadBound bound_of(const Payload& payload) {
    if (const auto* image = payload.get<Image>()) {
        PayloadBound bound = PayloadBound::image(image->spec());
        bound.metadata_bytes = image->metadata() ? image->metadata()->bytes() : 0;
        return bound;
    }
    if (const auto* encoded = payload.get<Encoded>()) {
        PayloadBound bound = PayloadBound::encoded(encoded->buffer.size());
        bound.spec = encoded->spec;
        bound.format = encoded->format;
        bound.extension = encoded->extension;
        return bound;
    }
    if (const auto* list = payload.get<List>()) {
        std::vector<PayloadBound> members;
        for (const ListMember& member : list->members)
            members.push_back(bound_of(member.payload));
        return PayloadBound::list(std::move(members));
    }
    PayloadBound bound;
    bound.bytes = payload.own_bytes();
    return bound;
}

} // namespace penstock::testing
