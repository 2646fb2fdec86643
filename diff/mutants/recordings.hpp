// Traces as streams, each with what the model says of it: made once, replayed on one implementation after the other.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "diff/systems/stream.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff::mutants {

/// Where an implementation said something else than the model.
struct Mismatch_place {
    std::string file;    ///< below the corpus
    std::uint64_t event; ///< from 1; the last of its stream when only a table differs
    std::string trouble; ///< or how the implementation failed
};

class Recordings {
public:
    using Watch = std::function<void(const std::string& file)>;

    /// Every trace below the folder, the shortest first. Throws traces::Input_error for a bad one.
    Recordings(const std::filesystem::path& corpus, const Watch& watch);

    /// The first mismatch of any trace; nothing when there is none.
    [[nodiscard]] std::optional<Mismatch_place> first_mismatch(const std::string& program) const;

    [[nodiscard]] std::size_t traces() const { return recordings_.size(); }
    [[nodiscard]] std::uint64_t events() const { return events_; }

private:
    struct Recording {
        std::string file;
        Configuration configuration;
        std::uint64_t events = 0;
        std::vector<Stream> streams;
        std::vector<Sums> sums;
    };

    [[nodiscard]] static Recording record(const std::filesystem::path& file);
    static void note_sums(Recording& recording);
    [[nodiscard]] static std::optional<Mismatch_place> mismatch(const Recording& recording, const std::string& program);

    std::vector<Recording> recordings_;
    std::uint64_t events_ = 0;
};

} // namespace trapspec::diff::mutants
