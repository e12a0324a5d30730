# SPDX-License-Identifier: BSD-2-Clause
# From a system description and its policy to a boot image.

# The key that the audit log begins with: made once for each build folder, and kept.
set(KAAL_AUDIT_KEY ${CMAKE_BINARY_DIR}/audit.key)
if(NOT EXISTS ${KAAL_AUDIT_KEY})
    execute_process(COMMAND ${KAAL_TOOL} audit key -o ${KAAL_AUDIT_KEY} COMMAND_ERROR_IS_FATAL ANY)
endif()

# The key that signs policies for a running system, made likewise. Only its public half is packed.
set(KAAL_POLICY_KEY ${CMAKE_BINARY_DIR}/policy.key)
if(NOT EXISTS ${KAAL_POLICY_KEY})
    execute_process(COMMAND ${KAAL_TOOL} policy keygen ${KAAL_POLICY_KEY}
                    COMMAND_ERROR_IS_FATAL ANY)
endif()

# kaal_system(NAME DESCRIPTION <file> POLICY <file> IMAGES <component>... [RAW <name>=<file>...]
#             [CANDIDATES <name>=<file>...])
#
# IMAGES are components of kaal_component(), packed under their names; RAW are packed as they are;
# CANDIDATES are policies that can be put in force while the system runs.
# Makes <build>/NAME.img.
function(kaal_system name)
    cmake_parse_arguments(SYSTEM "" "DESCRIPTION;POLICY" "IMAGES;RAW;CANDIDATES" ${ARGN})
    if(NOT SYSTEM_DESCRIPTION OR NOT SYSTEM_POLICY)
        message(FATAL_ERROR "kaal_system(${name}) needs DESCRIPTION and POLICY")
    endif()
    set(archive ${CMAKE_BINARY_DIR}/${name}.archive)
    set(arguments --system ${SYSTEM_DESCRIPTION} --policy ${SYSTEM_POLICY}
        --audit-key ${KAAL_AUDIT_KEY} --policy-key ${KAAL_POLICY_KEY}.pub -o ${archive})
    set(depends ${SYSTEM_DESCRIPTION} ${SYSTEM_POLICY} ${KAAL_TOOL} ${KAAL_AUDIT_KEY}
        ${KAAL_POLICY_KEY}.pub)
    foreach(image ${SYSTEM_IMAGES})
        list(APPEND arguments --image ${image}=${CMAKE_BINARY_DIR}/images/${image})
        list(APPEND depends ${image}-image ${image})
    endforeach()
    foreach(candidate ${SYSTEM_CANDIDATES})
        list(APPEND arguments --candidate ${candidate})
        string(REGEX REPLACE "^[^=]*=" "" file ${candidate})
        list(APPEND depends ${file})
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
