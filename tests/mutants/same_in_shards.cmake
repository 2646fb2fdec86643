# What a run finds in a faulty implementation does not depend on how it is divided: the same divergences, each with the same
# first case, count and shrunk events.
file(REMOVE_RECURSE ${RUNS})
set(fault stack_not_stored_after_kill)
execute_process(
  COMMAND ${TRAPSPEC} mutants ${fault} --engines fuzz --keep ${RUNS}/mutant
  RESULT_VARIABLE status
  OUTPUT_VARIABLE output
  ERROR_VARIABLE errors)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "mutants ended with ${status}: ${output}${errors}")
endif()
set(MUTANT ${RUNS}/mutant/${fault}/implementation)
set(arguments fuzz --cases 3000 --keep-going 1000000 --dut ${MUTANT} --dut-form ring)

function(run status_wanted)
  execute_process(COMMAND ${TRAPSPEC} ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  if(NOT status EQUAL status_wanted)
    message(FATAL_ERROR "${ARGN} ended with ${status}, not with ${status_wanted}: ${output}${errors}")
  endif()
  # Without where the traces are and how long it took.
  string(REGEX REPLACE "  saved as [^\n]*\n" "" output "${output}")
  string(REGEX REPLACE "compared in [^\n]*second\\)" "" output "${output}")
  set(output "${output}" PARENT_SCOPE)
endfunction()

run(1 ${arguments} --corpus ${RUNS}/whole --save ${RUNS}/whole/traces)
run(1 report ${RUNS}/whole)
set(whole "${output}")
if(NOT whole MATCHES "divergence in case [0-9]+ and [0-9]+ more")
  message(FATAL_ERROR "nothing was found more than once: ${whole}")
endif()
foreach(count 2 7)
  set(folders)
  math(EXPR last "${count} - 1")
  foreach(index RANGE ${last})
    set(folder ${RUNS}/${count}-${index})
    # A shard may have no divergence of its own only if the fault is rare, and this one is not.
    run(1 ${arguments} --shard ${index}/${count} --corpus ${folder} --save ${folder}/traces)
    list(APPEND folders ${folder})
  endforeach()
  run(1 report --merge ${folders})
  if(NOT output STREQUAL whole)
    message(FATAL_ERROR "in ${count} shards:\n${output}\nin one:\n${whole}")
  endif()
endforeach()
file(REMOVE_RECURSE ${RUNS})
