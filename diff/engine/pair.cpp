#include "diff/engine/pair.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "diff/compare.hpp"
#include "diff/decode.hpp"
#include "diff/generate/events.hpp"
#include "model/lguest/rule_set.hpp"
#include "model/rules.hpp"

namespace trapspec::diff {

namespace {

// Linux's, Plan 9's, an exception's, the edges of R-SYS-3's range, and the hypercall's.
constexpr std::uint32_t syscall_vectors[] = {0x80, 0x40, 0x12, 0x3F, 0xFF, 0x1F};
constexpr std::uint32_t first_stub = 0xFFF9E10D;
constexpr std::uint32_t stub_stride = 12;
constexpr double share_of_patience_after_a_failure = 0.5;

Configuration make_configuration(std::string_view rules, std::uint32_t syscall_vector) {
    Configuration configuration;
    configuration.rules = rules;
    configuration.syscall_vector = syscall_vector;
    configuration.memory_pages = layout::memory_pages;
    for (std::uint32_t vector = 0; vector < configuration.handlers.size(); ++vector) {
        configuration.handlers[vector] = first_stub + vector * stub_stride;
    }
    return configuration;
}

std::string first_field_that_differs(const Snapshot& ours, const Snapshot& theirs) {
    if (ours.status != theirs.status) {
        return "status";
    }
    for (std::size_t i = 0; i < model::state_word_count; ++i) {
        if (word_of(ours, i) != word_of(theirs, i)) {
            return std::string(model::state_words[i].name);
        }
    }
    if (digest(ours.gates_digest) != digest(theirs.gates_digest)) {
        return "gates";
    }
    return digest(ours.idt_digest) != digest(theirs.idt_digest) ? "idt" : "memory";
}

} // namespace

std::string name_of(const Configuration& configuration) {
    return fmt::format("{}, syscall_vector {:#x}", configuration.rules, configuration.syscall_vector);
}

std::vector<Configuration> campaign_configurations(const std::string& rules, const std::vector<std::string>& refused) {
    std::vector<Configuration> all;
    for (const std::uint32_t vector : syscall_vectors) {
        for (const model::Rule_set& each : model::rule_sets) {
            if (rules.empty() || rules == each.name) {
                all.push_back(make_configuration(each.name, vector));
            }
            if (!all.empty() && std::find(refused.begin(), refused.end(), name_of(all.back())) != refused.end()) {
                all.pop_back();
            }
        }
    }
    if (all.empty() && refused.empty()) {
        throw System_error("no rule version \"" + rules + "\" that the implementation has");
    }
    return all;
}

Pair::Pair(Configuration configuration, const Dut& dut) : configuration_(std::move(configuration)), dut_(dut) {}

void Pair::start_systems(double share_of_patience) {
    if (!model_) {
        auto implementation = start_dut(dut_, configuration_, share_of_patience);
        model_ = std::make_unique<Model_system>(configuration_);
        implementation_ = std::move(implementation);
    }
}

void Pair::stop_systems() {
    model_.reset();
    implementation_.reset();
}

bool Pair::run(const std::vector<Event>& events) {
    start_systems();
    ours_.resize(events.size());
    theirs_.resize(events.size());
    implementation_->start(events);
    model_->tell(nullptr);
    model_->run(events, ours_);
    fired_.assign(model_->fired().begin(), model_->fired().end());
    implementation_->finish(theirs_);
    key_ = {};
    for (place_ = 0; place_ < events.size(); ++place_) {
        if (!agree(ours_[place_], theirs_[place_])) {
            note_key();
            return true;
        }
    }
    const auto ours = model_->memory();
    const auto theirs = implementation_->memory();
    if (!std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end())) {
        place_ = events.size() - 1;
        key_.field = "memory outside the reported writes";
        return true;
    }
    return false;
}

bool Pair::diverges_in_steps(const std::vector<Event>& events, double share_of_patience) {
    ours_.resize(events.size());
    theirs_.resize(events.size());
    fired_.resize(events.size());
    key_ = {};
    complaints_.clear();
    place_ = 0;
    try {
        start_systems(share_of_patience);
        model_->tell(nullptr);
        for (; place_ < events.size(); ++place_) {
            ours_[place_] = model_->step(events[place_]);
            fired_[place_] = model_->fired()[0];
            theirs_[place_] = implementation_->step(events[place_]);
            if (!agree(ours_[place_], theirs_[place_])) {
                note_key();
                return true;
            }
        }
    } catch (const System_error& error) {
        stop_systems();
        key_.trouble = error.what();
        complaints_ = error.complaints();
        return true;
    }
    return false;
}

void Pair::note_key() {
    const Model_system::Fired& fired = fired_[place_];
    const bool any = fired.words() != Model_system::Fired::Words{};
    const auto& arm = model::info(static_cast<model::Rule>(any ? fired.last() : 0));
    key_.rule = arm.rule;
    key_.arm = arm.name;
    key_.field = first_field_that_differs(ours_[place_], theirs_[place_]);
}

bool Pair::diverges(const std::vector<Event>& events) {
    try {
        return run(events);
    } catch (const System_error&) {
        stop_systems();
        return diverges_in_steps(events, share_of_patience_after_a_failure);
    }
}

} // namespace trapspec::diff
