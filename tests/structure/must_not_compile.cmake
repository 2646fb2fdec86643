# cmake -D COMPILER=.. -D ROOT=.. -D SNIPPET=.. -P must_not_compile.cmake
#
# The snippet must be refused, for the reason that its line "// expect: regex" names; and accepted with CONTROL defined,
# so that it is not refused for something else.
file(STRINGS "${SNIPPET}" expectation REGEX "^// expect: ")
string(REPLACE "// expect: " "" expectation "${expectation}")
if(expectation STREQUAL "")
  message(FATAL_ERROR "${SNIPPET} does not say what it expects")
endif()

foreach(domain Concrete Symbolic)
  set(command "${CMAKE_COMMAND}" -E env LC_ALL=C "${COMPILER}" -std=c++20 -fsyntax-only -DSNIPPET_DOMAIN=${domain} "-I${ROOT}" "${SNIPPET}")
  execute_process(COMMAND ${command} -DCONTROL RESULT_VARIABLE control ERROR_VARIABLE messages OUTPUT_QUIET)
  if(NOT control EQUAL 0)
    message(FATAL_ERROR "The control does not compile:\n${messages}")
  endif()
  execute_process(COMMAND ${command} RESULT_VARIABLE result ERROR_VARIABLE messages OUTPUT_QUIET)
  if(result EQUAL 0)
    message(FATAL_ERROR "${SNIPPET} compiles")
  endif()
  if(NOT messages MATCHES "${expectation}")
    message(FATAL_ERROR "Refused, but not for '${expectation}':\n${messages}")
  endif()
  file(STRINGS "${SNIPPET}" both REGEX "SNIPPET_DOMAIN")
  if(both STREQUAL "")
    break() # names its domain itself
  endif()
endforeach()
