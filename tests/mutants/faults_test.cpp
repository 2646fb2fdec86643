// How faults are made from a source.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "diff/mutants/arguments.hpp"
#include "diff/mutants/fault.hpp"
#include "diff/mutants/operators.hpp"
#include "diff/mutants/planted.hpp"

namespace trapspec::test {
namespace {

using namespace diff::mutants;

using Texts = std::set<std::string>;

/// What a change makes of a function with this body.
Texts bodies(const std::string& body, void (*change)(const Source&, Fault_list&)) {
    const std::string before = "void f() {";
    const std::string text = before + body + "}";
    const Source source(text);
    Fault_list list(source, "f.cpp");
    change(source, list);
    Texts results;
    for (const Fault& fault : list.take()) {
        const std::string whole = with_fault(text, fault);
        results.insert(whole.substr(before.size(), whole.size() - before.size() - 1));
    }
    return results;
}

TEST(Faults, Numbers_are_one_off_and_masks_a_bit_off) {
    EXPECT_EQ(bodies("g(7);", change_constants), (Texts{"g(8);", "g(6);"}));
    EXPECT_EQ(bodies("g(0);", change_constants), (Texts{"g(1);"}));
    EXPECT_EQ(bodies("x = 0xFF00;", change_constants), (Texts{"x = 0xfe00;", "x = 0x7f00;", "x = 0xff01;"}));
    EXPECT_EQ(bodies("x = true;", change_constants), (Texts{"x = false;"}));
}

TEST(Faults, Relations_and_conditions) {
    EXPECT_EQ(bodies("x = a < b;", change_relations), (Texts{"x = a <= b;"}));
    EXPECT_EQ(bodies("g(a != b);", change_relations), (Texts{"g(a == b);"}));
    EXPECT_EQ(bodies("x = static_cast<u8>(a);", change_relations), Texts{});
    EXPECT_EQ(bodies("if (a) g();", change_conditions), (Texts{"if (true) g();", "if (!(a)) g();"}));
    EXPECT_EQ(bodies("x = a ? b : c;", change_conditions), (Texts{"x = !(a) ? b : c;"}));
}

TEST(Faults, A_side_of_an_and_is_left_out) {
    EXPECT_EQ(bodies("return a && !h(b);", change_logic),
        (Texts{"return a || !h(b);", "return !h(b);", "return a;", "return a && h(b);"}));
}

TEST(Faults, Addresses_and_references_are_no_arithmetic) {
    EXPECT_EQ(bodies("Guest& guest = *cpu.guest; g(&x);", change_arithmetic), Texts{});
    EXPECT_EQ(bodies("x |= a & ~b;", change_arithmetic), (Texts{"x = a & ~b;", "x |= a | ~b;", "x |= a & b;"}));
    EXPECT_EQ(bodies("x = a >> 3;", change_arithmetic), (Texts{"x = a << 3;"}));
}

TEST(Faults, Statements_are_lost_and_swapped) {
    EXPECT_EQ(bodies("x = 1;", lose_statements), Texts{";"});
    EXPECT_EQ(bodies("u32 x = 1; return;", lose_statements), Texts{});
    EXPECT_EQ(bodies("if (a) return; g();", lose_statements), (Texts{"if (a) ; g();", "if (a) return; ;"}));
    EXPECT_EQ(bodies("g(); h();", change_order), Texts{"h(); g();"});
    EXPECT_EQ(bodies("x = 1; y = 2;", change_order), Texts{}); // nobody can tell
}

TEST(Faults, Widths) {
    EXPECT_EQ(bodies("const u32 x = a; y = x;", change_widths),
        (Texts{"const u16 x = a; y = x;", "const u32 x = a; y = static_cast<u16>(x);"}));
}

class Core_faults : public ::testing::Test {
protected:
    const std::vector<Fault> faults_ = all_faults(TRAPSPEC_SOURCE_DIR);
};

TEST_F(Core_faults, Are_many_and_each_has_a_name) {
    std::set<std::string> names;
    std::set<Slip> slips;
    for (const Fault& fault : faults_) {
        EXPECT_TRUE(names.insert(fault.name).second) << fault.name;
        slips.insert(fault.slip);
    }
    EXPECT_GE(names.size(), 1000U);
    EXPECT_EQ(slips.size(), 10U);
}

TEST_F(Core_faults, Each_argument_is_about_one) {
    for (const Argument& argument : arguments()) {
        const auto about = [&](const Fault& fault) { return argument_about(fault) == &argument; };
        EXPECT_EQ(std::count_if(faults_.begin(), faults_.end(), about), 1) << argument.place << " -> " << argument.to;
    }
}

TEST_F(Core_faults, Are_found_by_name_and_by_kind) {
    EXPECT_EQ(faults_named(faults_, {"planted"}).size(), planted_faults().size());
    EXPECT_EQ(faults_named(faults_, {"table_bound"}).size(), 1U);
    EXPECT_GT(faults_named(faults_, {"idt.cpp:*"}).size(), 50U);
    EXPECT_EQ(faults_named(faults_, {"nothing"}).size(), 0U);
}

} // namespace
} // namespace trapspec::test
