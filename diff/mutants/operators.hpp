// The ways in which one place of a source is changed.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "diff/mutants/fault.hpp"
#include "diff/mutants/source.hpp"

namespace trapspec::diff::mutants {

/// The faults of one file.
class Fault_list {
public:
    Fault_list(const Source& source, std::string file) : source_(source), file_(std::move(file)) {}

    /// Tokens first to last are replaced, unless another fault makes the same text already. `variant` tells apart what
    /// else is done to the same place.
    void add(Slip slip, std::string_view variant, std::size_t first, std::size_t last, std::string to);
    [[nodiscard]] std::vector<Fault> take() { return std::move(faults_); }

private:
    const Source& source_;
    std::string file_;
    std::vector<Fault> faults_;
    std::set<std::string> texts_;
};

/// Numbers one more and one less, masks a bit short or long, `true` for `false`.
void change_constants(const Source& source, Fault_list& list);
/// Bounds off by one, `==` for `!=`.
void change_relations(const Source& source, Fault_list& list);
/// `&&` for `||`, one side of either left out, a `!` left out.
void change_logic(const Source& source, Fault_list& list);
/// Conditions negated or left out.
void change_conditions(const Source& source, Fault_list& list);
/// `|` for `&`, a shift the other way, `=` for `|=`, a `~` left out.
void change_arithmetic(const Source& source, Fault_list& list);
/// Another register, another field of the data page, another member of the stack.
void change_operands(const Source& source, Fault_list& list);
/// Two statements the other way round.
void change_order(const Source& source, Fault_list& list);
/// A statement left out: a write, a call, a return.
void lose_statements(const Source& source, Fault_list& list);
/// 16 bits for 32.
void change_widths(const Source& source, Fault_list& list);

} // namespace trapspec::diff::mutants
