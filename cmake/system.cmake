# SPDX-License-Identifier: BSD-2-Clause
# From a system description to a boot image.

# kaal_system(NAME DESCRIPTION <file> IMAGES <component>... [RAW <name>=<file>...])
#
# IMAGES are components of kaal_component(), packed under their names; RAW are packed as they are.
# Makes <build>/NAME.img.
function(kaal_system name)
    cmake_parse_arguments(SYSTEM "" "DESCRIPTION" "IMAGES;RAW" ${ARGN})
    set(archive ${CMAKE_BINARY_DIR}/${name}.archive)
    set(arguments --system ${SYSTEM_DESCRIPTION} -o ${archive})
    set(depends ${SYSTEM_DESCRIPTION} ${KAAL_TOOL})
    foreach(image ${SYSTEM_IMAGES})
        list(APPEND arguments --image ${image}=${CMAKE_BINARY_DIR}/images/${image})
        list(APPEND depends ${image}-image ${image})
    endforeach()
    foreach(raw ${SYSTEM_RAW})
        list(APPEND arguments --image ${raw})
        string(REGEX REPLACE "^[^=]*=" "" file ${raw})
        list(APPEND depends ${file})
    endforeach()
    add_custom_command(OUTPUT ${archive} COMMAND ${KAAL_TOOL} pack ${arguments}
                       DEPENDS ${depends} VERBATIM)
    kaal_broker(broker-${name} ${archive})
    kaal_boot_image(${name} KERNEL ${KAAL_KERNEL_FILE} ROOT broker-${name}
                    DEPENDS ${KAAL_KERNEL_TARGET})
endfunction()
