// The words of questions and answers, each by its name.
#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

#include "diff/cpu/layout.hpp"
#include "diff/cpu/native/layout.hpp"

namespace trapspec::diff::cpu {

/// Calls visit(name, word) for each word of a question, const or not, but for the window, which follows from the others.
template <class Any_question, class Visit>
requires std::same_as<std::remove_const_t<Any_question>, Question>
void for_each_word(Any_question& question, const Visit& visit) {
    visit(std::string_view("source"), question.source);
    visit("vector", question.vector);
    visit("gate_a", question.gate[0]);
    visit("gate_b", question.gate[1]);
    visit("cs", question.cs);
    visit("ss", question.ss);
    visit("esp", question.esp);
    visit("eflags", question.eflags);
    visit("ss1", question.ss1);
    visit("esp1", question.esp1);
    visit("ss2", question.ss2);
    visit("esp2", question.esp2);
    visit("idt_limit", question.idt_limit);
    visit("tss_limit", question.tss_limit);
    visit("page", question.page);
    visit("descriptor_a", question.descriptor[0]);
    visit("descriptor_b", question.descriptor[1]);
    constexpr std::string_view frame[] = {
        "frame_0", "frame_1", "frame_2", "frame_3", "frame_4", "frame_5", "frame_6", "frame_7", "frame_8"};
    for (std::size_t i = 0; i < std::size(frame); ++i) {
        visit(frame[i], question.frame[i]);
    }
}

/// And of an answer, but for its window.
template <class Visit>
void for_each_register(const Answer& answer, const Visit& visit) {
    visit("entered", answer.entered);
    visit("vector", answer.vector);
    visit("error code", answer.errcode);
    visit("eip", answer.eip);
    visit("cs", answer.cs);
    visit("eflags", answer.eflags);
    visit("esp", answer.esp);
    visit("ss", answer.ss);
    visit("ds", answer.ds);
    visit("cr2", answer.cr2);
}

inline constexpr std::array<std::string_view, wire::native::general_registers> register_names{
    "edi", "esi", "ebp", "esp", "ebx", "edx", "ecx", "eax"};

/// And of a question to a process, but for those that follow from the others.
template <class Any_question, class Visit>
requires std::same_as<std::remove_const_t<Any_question>, native::Question>
void for_each_word(Any_question& question, const Visit& visit) {
    visit(std::string_view("code"), question.code);
    visit("eflags", question.eflags);
    visit("cs", question.cs);
    visit("ss", question.ss);
    visit("ds", question.ds);
    visit("es", question.es);
    visit("fs", question.fs);
    visit("gs", question.gs);
    for (std::size_t i = 0; i < register_names.size(); ++i) {
        visit(register_names[i], question.registers[i]);
    }
    visit("descriptor_a", question.descriptor[0]);
    visit("descriptor_b", question.descriptor[1]);
    visit("frame_0", question.frame[0]);
    visit("frame_1", question.frame[1]);
    visit("frame_2", question.frame[2]);
}

template <class Visit>
void for_each_register(const native::Answer& answer, const Visit& visit) {
    visit("vector", answer.vector);
    visit("error code", answer.errcode);
    visit("eip", answer.eip);
    visit("cs", answer.cs);
    visit("eflags", answer.eflags);
    visit("ss", answer.ss);
    visit("cr2", answer.cr2);
    visit("ds", answer.ds);
    visit("es", answer.es);
    visit("fs", answer.fs);
    visit("gs", answer.gs);
    for (std::size_t i = 0; i < register_names.size(); ++i) {
        visit(register_names[i], answer.registers[i]);
    }
}

} // namespace trapspec::diff::cpu
