# ELF header: magic, class 1 (32-bit), data 1 (little-endian) ... machine 3 (Intel 80386) at offset 18.
file(READ ${FILE} header LIMIT 20 HEX)
if(NOT header MATCHES "^7f454c460101")
  message(FATAL_ERROR "${FILE} is not a little-endian 32-bit ELF: ${header}")
endif()
string(SUBSTRING ${header} 36 4 machine)
if(NOT machine STREQUAL "0300")
  message(FATAL_ERROR "${FILE} is for machine ${machine}, not for the i386 (0300)")
endif()
