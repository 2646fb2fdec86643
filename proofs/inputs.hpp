// Where the free variables of a theorem come from: in Symbolic each is a variable of the session, in Concrete its value
// in a counterexample. A theorem is written once and runs in both.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/domain/concrete.hpp"
#include "model/domain/session.hpp"
#include "model/state/machine.hpp"

namespace trapspec::proofs {

using model::Bits;
using model::Bool;
using model::Concrete;
using model::Domain;
using model::Symbolic;

/// Where an ordinary state has its stack's top and lguest_data.
inline constexpr std::uint32_t ordinary_stack = 0x8800, ordinary_data = 0x18800;

template <Domain D>
class Inputs;

template <>
class Inputs<Symbolic> {
public:
    struct Variable {
        std::string name;
        unsigned width; ///< 0 for a flag
        model::symbolic::Term term;
        std::vector<std::uint64_t> hints; ///< values that read well, tried before the smallest
    };

    explicit Inputs(model::Session& session) : session_(&session) {}

    template <unsigned Width>
    [[nodiscard]] Bits<Symbolic, Width> bits(std::string_view name, std::initializer_list<std::uint64_t> hints) {
        const auto value = session_->bits<Width>(name);
        remember({std::string(name), Width, value.term(), hints});
        return value;
    }

    [[nodiscard]] Bool<Symbolic> flag(std::string_view name) {
        const auto value = session_->boolean(name);
        remember({std::string(name), 0, value.term(), {}});
        return value;
    }

    /// From here on the value counts as any value at all: what is proved of any holds of this one.
    void generalise(std::string_view name, Bits<Symbolic, 32> value, std::uint64_t ordinary) {
        const auto anything = bits<32>(name, {});
        expect(anything, ordinary);
        generalised_.push_back({value.term(), anything.term(), 32});
    }

    /// From here on the condition is this literal wherever it occurs.
    void settle(Bool<Symbolic> condition, bool outcome) {
        settled_.push_back({condition.term(), Bool<Symbolic>(outcome).term(), 0});
    }

    /// The value that this variable has in an ordinary state.
    template <unsigned Width>
    void expect(Bits<Symbolic, Width> variable, std::uint64_t value) {
        ordinary_.push_back({variable.term(), Width, value});
    }
    void expect(Bool<Symbolic> variable, bool value) { ordinary_.push_back({variable.term(), 0, value ? 1U : 0U}); }

    struct Ordinary {
        model::symbolic::Term variable;
        unsigned width; ///< 0 for a flag
        std::uint64_t value;
    };

    /// A term that a proof replaces.
    struct Replacement {
        model::symbolic::Term term;
        model::symbolic::Term by;
        unsigned width; ///< 0 for a condition
    };

    [[nodiscard]] model::Session& session() { return *session_; }
    [[nodiscard]] const std::vector<Variable>& variables() const { return variables_; }
    [[nodiscard]] const std::vector<Replacement>& generalised() const { return generalised_; }
    [[nodiscard]] const std::vector<Replacement>& settled() const { return settled_; }
    [[nodiscard]] const std::vector<Ordinary>& ordinary() const { return ordinary_; }

private:
    /// The same name is the same variable.
    void remember(Variable variable) {
        const auto named = [&](const Variable& other) { return other.name == variable.name; };
        if (std::none_of(variables_.begin(), variables_.end(), named)) {
            variables_.push_back(std::move(variable));
        }
    }

    model::Session* session_;
    std::vector<Variable> variables_;
    std::vector<Replacement> generalised_;
    std::vector<Replacement> settled_;
    std::vector<Ordinary> ordinary_;
};

template <>
class Inputs<Concrete> {
public:
    explicit Inputs(std::map<std::string, std::uint64_t, std::less<>> values) : values_(std::move(values)) {}

    template <unsigned Width>
    [[nodiscard]] Bits<Concrete, Width> bits(std::string_view name, std::initializer_list<std::uint64_t>) {
        return Bits<Concrete, Width>::of(value(name));
    }

    [[nodiscard]] Bool<Concrete> flag(std::string_view name) { return value(name) != 0; }

private:
    [[nodiscard]] std::uint64_t value(std::string_view name) const {
        const auto found = values_.find(name);
        if (found == values_.end()) {
            throw std::logic_error("no value for " + std::string(name));
        }
        return found->second;
    }

    std::map<std::string, std::uint64_t, std::less<>> values_;
};

} // namespace trapspec::proofs
