// Small random programs over the stores, under nested `when` and `decide`, that run in either domain.
#pragma once

#include <array>
#include <cstdint>
#include <tuple>
#include <vector>

#include "model/domain/branch.hpp"
#include "tests/laws/random.hpp"

namespace trapspec::test {

enum class Arm_id : std::uint8_t { none, one, two, three, four, five };

/// All kinds of state that a branch merges.
template <class D>
struct Stores {
    using Domain_type = D;

    typename D::Memory memory{};
    typename D::Table table{};
    typename D::Fired fired{};
    model::Bits<D, 32> word{};
    model::Bits<D, 16> half{};
    model::Bool<D> flag{};

    static constexpr auto fields() {
        using S = Stores;
        return std::tuple{model::field("memory", &S::memory),
            model::field("table", &S::table),
            model::field("fired", &S::fired),
            model::field("word", &S::word),
            model::field("half", &S::half),
            model::field("flag", &S::flag)};
    }
    void assign(Stores other) { *this = std::move(other); }
};

inline constexpr std::size_t input_count = 4;

/// What the program is run with.
template <class D>
struct Inputs {
    std::array<model::Bool<D>, input_count> conditions{};
    std::array<model::Bits<D, 32>, input_count> addresses{};
    std::array<model::Bits<D, 32>, input_count> values{};
    std::array<model::Bits<D, 8>, input_count> slots{};
};

struct Statement {
    enum class Kind : std::uint8_t { store, load, set, get, assign, when, decide };
    Kind kind;
    unsigned bytes;                ///< of a store or load, 1..4
    std::size_t input;             ///< which address, value, slot and condition it uses
    std::size_t other_input;       ///< and which second one
    std::vector<Statement> then;   ///< of a branch
    std::vector<Statement> second; ///< of `decide`: its second arm
    std::vector<Statement> last;   ///< and its `otherwise`
};
using Program = std::vector<Statement>;

[[nodiscard]] Program random_program(Random& random, unsigned length, unsigned depth);

/// `decide` returns a value, too; it is added to `word`.
template <class D>
void run(Stores<D>& m, const Program& program, const Inputs<D>& inputs);

} // namespace trapspec::test
