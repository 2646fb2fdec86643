// Turns a captured lguest run into a trace, record by record. What becomes of each kind of record: FORMAT.md.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "traces/import/lguest_output.hpp"
#include "traces/trace.hpp"
#include "traces/writer.hpp"

namespace trapspec::traces {

/// Reads a capture as if it were a trace. Every complaint is an Input_error with the place in the capture.
class Lguest_importer {
public:
    explicit Lguest_importer(const std::filesystem::path& capture);
    ~Lguest_importer();
    Lguest_importer(const Lguest_importer&) = delete;
    Lguest_importer& operator=(const Lguest_importer&) = delete;

    [[nodiscard]] const Header& header() const;

    /// The next record, or nothing at the end.
    [[nodiscard]] std::optional<Record> next();

    /// What was done so far.
    [[nodiscard]] const Import_summary& summary() const;

private:
    class State;
    std::unique_ptr<State> state_;
};

/// From file to file; the trace appears whole or not at all.
Import_summary import_lguest(
    const std::filesystem::path& capture, const std::filesystem::path& trace, Writer_options options = {});

} // namespace trapspec::traces
