# The fault is found: fuzz ends with 1, saves a trace, and the trace shows the same fault again under replay.
execute_process(
  COMMAND ${TRAPSPEC} fuzz --cases 60000 --dut ${MUTANT} --dut-form ring --save ${RUNS}
  RESULT_VARIABLE status
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output)
message("${output}")
if(NOT status EQUAL 1)
  message(FATAL_ERROR "fuzz ended with ${status}, not with 1: the fault was not found")
endif()
string(REGEX MATCH "saved as ([^;]+);" found "${output}")
execute_process(
  COMMAND ${TRAPSPEC} replay ${CMAKE_MATCH_1} --dut ${MUTANT} --dut-form ring
  RESULT_VARIABLE status
  OUTPUT_VARIABLE replayed
  ERROR_VARIABLE replayed)
if(NOT status EQUAL 1)
  message("${replayed}")
  message(FATAL_ERROR "the saved trace ended with ${status} under replay, so it does not show the fault")
endif()
execute_process(COMMAND ${TRAPSPEC} replay ${CMAKE_MATCH_1} RESULT_VARIABLE status OUTPUT_QUIET)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the saved trace ended with ${status} on the real implementation")
endif()
