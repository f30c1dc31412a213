# SPDX-License-Identifier: Apache-2.0
# cmake -DOUTPUT=FILE -DFOLDER=report_page -P report_page.cmake
# Makes one page of page.html, page.css and the scripts, and writes a source file with it, cut at the places for what
# differs from run to run. The page says by a hash which script may run.
file(READ ${FOLDER}/page.html page)
file(READ ${FOLDER}/page.css style)
set(script "\n\"use strict\";\n(() => {\n")
foreach(name text charts overview over_time slices timeline_view timeline failures page) # each uses those before it
    file(READ ${FOLDER}/${name}.js text)
    string(REGEX REPLACE "^// SPDX[^\n]*\n" "" text "${text}")
    string(APPEND script "${text}")
endforeach()
string(APPEND script "})();\n")
string(REGEX REPLACE "^/\\* SPDX[^\n]*\n" "" style "${style}")
string(REGEX REPLACE "<!-- SPDX[^\n]*\n" "" page "${page}")

# SHA-256 in base64, of which CMake knows only the hexadecimal form: six of those digits are four of these.
string(SHA256 hex "${script}")
set(digits "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
set(hash "")
foreach(at RANGE 0 60 6)
    string(SUBSTRING "${hex}00" ${at} 6 six)
    foreach(shift 18 12 6 0)
        math(EXPR digit "(0x${six} >> ${shift}) & 63")
        string(SUBSTRING "${digits}" ${digit} 1 one)
        string(APPEND hash ${one})
    endforeach()
endforeach()
string(SUBSTRING "${hash}" 0 43 hash) # 32 bytes leave one digit over

string(REPLACE "@STYLE@" "\n${style}" page "${page}")
string(REPLACE "@SCRIPT_HASH@" "sha256-${hash}=" page "${page}")
string(REPLACE "@SCRIPT@" "${script}" page "${page}")
set(parts "")
foreach(mark TITLE DRAWING DATA END)
    string(FIND "${page}" "@${mark}@" at)
    string(LENGTH "@${mark}@" length)
    string(SUBSTRING "${page}" 0 ${at} part) # -1: all of it
    string(APPEND parts "        R\"report_page(${part})report_page\",\n")
    math(EXPR at "${at} + ${length}")
    string(SUBSTRING "${page}" ${at} -1 page)
endforeach()
file(WRITE ${OUTPUT} "// Made by report_page.cmake.
#include \"profiling/report_parts.hpp\"

namespace penstock::profiling {

const ReportParts& report_parts() {
    static const ReportParts parts = {
${parts}    };
    return parts;
}

} // namespace penstock::profiling
")
