// The simplest question that shows the same.
#pragma once

#include <bit>
#include <span>
#include <vector>

#include "diff/cpu/words.hpp"

namespace trapspec::diff::cpu {

/// A word of a question, and a simpler value for it.
struct Change {
    std::size_t number;
    std::uint32_t mask;  ///< the bits that change ...
    std::uint32_t value; ///< ... to these
};

template <class Question>
std::vector<std::uint32_t> words_of(const Question& question) {
    std::vector<std::uint32_t> words;
    for_each_word(question, [&](std::string_view, std::uint32_t word) { words.push_back(word); });
    return words;
}

/// Nearer to the plain question, the boldest first: whole words, then single bits.
inline std::vector<Change> simplifications(
    const std::vector<std::uint32_t>& words, const std::vector<std::uint32_t>& plain) {
    std::vector<Change> all;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] != plain[i]) {
            all.push_back({i, 0xFFFFFFFF, plain[i]});
        }
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::uint32_t differing = words[i] ^ plain[i];
        for (std::uint32_t rest = differing; std::popcount(differing) > 1 && rest != 0; rest &= rest - 1) {
            all.push_back({i, rest & -rest, plain[i]});
        }
    }
    return all;
}

/// `shows(questions)`: which of them show it. `place(question)`: what follows from a question's words follows again. Each
/// round asks twice: which changes alone leave it showing, and how many of these do so together.
template <class Question, class Place, class Shows>
Question shrink(Question question, const Question& plain, const Place& place, const Shows& shows) {
    constexpr int most_rounds = 40;
    const auto changed = [&](std::span<const Change> changes) {
        Question result = question;
        for (const Change& change : changes) {
            std::size_t at = 0;
            for_each_word(result, [&](std::string_view, std::uint32_t& each) {
                if (at++ == change.number) {
                    each = (each & ~change.mask) | (change.value & change.mask);
                }
            });
        }
        place(result);
        return result;
    };
    for (int round = 0; round < most_rounds; ++round) {
        std::vector<Change> changes = simplifications(words_of(question), words_of(plain));
        std::vector<Question> candidates;
        for (const Change& change : changes) {
            candidates.push_back(changed({&change, 1}));
        }
        const std::vector<bool> alone = shows(std::span<const Question>(candidates));
        std::size_t kept = 0;
        for (std::size_t i = 0; i < changes.size(); ++i) {
            if (alone[i]) {
                changes[kept++] = changes[i];
            }
        }
        if (kept == 0) {
            return question;
        }
        candidates.clear();
        for (std::size_t count = kept; count > 0; --count) {
            candidates.push_back(changed({changes.data(), count}));
        }
        const std::vector<bool> together = shows(std::span<const Question>(candidates));
        std::size_t first = 0;
        while (first + 1 < candidates.size() && !together[first]) {
            ++first;
        }
        question = candidates[first]; // the last of them is a change alone
    }
    return question;
}

} // namespace trapspec::diff::cpu
