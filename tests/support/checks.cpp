#include "tests/support/checks.hpp"

#include <iomanip>
#include <ostream>

namespace trapspec::test {

namespace {

std::array<uint64_t, model::state_word_count> words_of(const Machine& m) {
    std::array<uint64_t, model::state_word_count> words{};
    std::size_t next = 0;
    const auto add = [&](auto, const auto& member) { words[next++] = static_cast<uint64_t>(member.host()); };
    model::for_each_field(add, m.regs);
    model::for_each_field(add, m.cpu);
    model::for_each_field(add, m.guest);
    model::for_each_field(add, m.host);
    model::for_each_field(add, m.outcome);
    return words;
}

std::string reason_text(const Machine& m) {
    const auto reason = static_cast<Reason>(m.guest.reason.host());
    std::string text(model::info(reason).name);
    for (const Word number : {m.guest.reason_0, m.guest.reason_1, m.guest.reason_2}) {
        text += " " + std::to_string(number.host());
    }
    return text;
}

} // namespace

std::ostream& operator<<(std::ostream& out, const Written& written) {
    return out << std::hex << "[" << written.address << "] <- " << written.value << std::dec << " (" << written.length
               << ")";
}

std::ostream& operator<<(std::ostream& out, const Gate_words& gate) {
    return out << std::hex << "a " << gate.a << " b " << gate.b << std::dec;
}

std::vector<Written> writes(const Machine& m) {
    std::vector<Written> result;
    for (const auto& write : m.memory.log()) {
        result.push_back({write.address, write.value, write.length});
    }
    return result;
}

testing::AssertionResult killed(const Machine& m, Reason reason, uint32_t first, uint32_t second, uint32_t third) {
    if (!m.guest.dead.host()) {
        return testing::AssertionFailure() << "the Guest is alive";
    }
    const bool same = m.guest.reason.host() == static_cast<uint64_t>(reason) && m.guest.reason_0.host() == first &&
                      m.guest.reason_1.host() == second && m.guest.reason_2.host() == third;
    return (same ? testing::AssertionSuccess() : testing::AssertionFailure()) << "killed: " << reason_text(m);
}

testing::AssertionResult alive(const Machine& m) {
    if (m.guest.dead.host()) {
        return testing::AssertionFailure() << "killed: " << reason_text(m);
    }
    return testing::AssertionSuccess();
}

testing::AssertionResult fired(const Machine& m, std::initializer_list<Rule> arms) {
    for (const Rule arm : arms) {
        if (!m.fired.has(arm)) {
            return testing::AssertionFailure() << model::info(arm).name << " did not fire";
        }
    }
    return testing::AssertionSuccess();
}

testing::AssertionResult not_fired(const Machine& m, std::initializer_list<Rule> arms) {
    for (const Rule arm : arms) {
        if (m.fired.has(arm)) {
            return testing::AssertionFailure() << model::info(arm).name << " fired";
        }
    }
    return testing::AssertionSuccess();
}

Snapshot::Snapshot(const Machine& m) : words_(words_of(m)), gates_(m.gates.digest()), idt_(m.idt.digest()) {}

Names Snapshot::changes(const Machine& after) const {
    Names names;
    const auto now = words_of(after);
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (now[i] != words_[i]) {
            names.emplace_back(model::state_words[i].name);
        }
    }
    if (after.gates.digest() != gates_) {
        names.emplace_back("gates");
    }
    if (after.idt.digest() != idt_) {
        names.emplace_back("idt");
    }
    return names;
}

uint64_t state_word(const Machine& m, std::string_view name) {
    return words_of(m).at(model::state_word_named(name).value());
}

} // namespace trapspec::test
