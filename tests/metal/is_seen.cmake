# The scenario fails on an image with a planted fault, and the replay of its capture differs; the real image passes.
function(capture images result)
  execute_process(
    COMMAND ${TRAPSPEC} capture --on qemu --scenario ${SCENARIO} --time-limit 30 -o ${FILE} --images ${images}
    RESULT_VARIABLE status
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
  message("${output}")
  set(${result} ${status} PARENT_SCOPE)
endfunction()

cmake_path(GET TRAPSPEC PARENT_PATH real_images)
capture(${real_images} status)
if(status EQUAL 3)
  message("skipped: there is no QEMU here")
  return()
endif()
if(NOT status EQUAL 0)
  message(FATAL_ERROR "capture ended with ${status} on the real image")
endif()
capture(${IMAGES} status)
if(NOT status EQUAL 1)
  message(FATAL_ERROR "capture ended with ${status}, not with 1: the scenario did not see the fault")
endif()
execute_process(COMMAND ${TRAPSPEC} replay ${FILE} RESULT_VARIABLE status OUTPUT_QUIET)
if(NOT status EQUAL 1)
  message(FATAL_ERROR "replay ended with ${status}, not with 1: the capture does not show the fault")
endif()
