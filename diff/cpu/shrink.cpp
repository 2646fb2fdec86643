#include "diff/cpu/shrink.hpp"

#include <bit>

#include "diff/cpu/generate.hpp"
#include "diff/cpu/words.hpp"

namespace trapspec::diff::cpu {

namespace {

constexpr int most_rounds = 40;

std::vector<std::uint32_t> words_of(const Question& question) {
    std::vector<std::uint32_t> words;
    for_each_word(question, [&](std::string_view, std::uint32_t word) { words.push_back(word); });
    return words;
}

/// A word of a question, and a simpler value for it.
struct Change {
    std::size_t number;
    std::uint32_t mask; ///< the bits that change ...
    std::uint32_t value; ///< ... to these
};

Question changed(const Specification& specification, Question question, std::span<const Change> changes) {
    for (const Change& change : changes) {
        std::size_t at = 0;
        for_each_word(question, [&](std::string_view, std::uint32_t& each) {
            if (at++ == change.number) {
                each = (each & ~change.mask) | (change.value & change.mask);
            }
        });
    }
    place_frame(specification, question);
    return question;
}

/// Nearer to the plain question, the boldest first: whole words, then single bits.
std::vector<Change> simplifications(const Specification& specification, const Question& question) {
    const std::vector<std::uint32_t> plain = words_of(plain_question(specification.places()));
    const std::vector<std::uint32_t> words = words_of(question);
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

} // namespace

// Each round asks twice: which changes alone leave it showing, and how many of these do so together.
Question shrink(const Specification& specification, Question question, const Shows& shows) {
    for (int round = 0; round < most_rounds; ++round) {
        std::vector<Change> changes = simplifications(specification, question);
        std::vector<Question> candidates;
        for (const Change& change : changes) {
            candidates.push_back(changed(specification, question, {&change, 1}));
        }
        const std::vector<bool> alone = shows(candidates);
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
            candidates.push_back(changed(specification, question, {changes.data(), count}));
        }
        const std::vector<bool> together = shows(candidates);
        std::size_t first = 0;
        while (first + 1 < candidates.size() && !together[first]) {
            ++first;
        }
        question = candidates[first]; // the last of them is a change alone
    }
    return question;
}

} // namespace trapspec::diff::cpu
