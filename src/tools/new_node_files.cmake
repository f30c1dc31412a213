# SPDX-License-Identifier: Apache-2.0
# cmake -DOUTPUT=FILE -DFOLDER=new_node -P new_node_files.cmake
# Writes a source file with the text of every file in the folder. The line with our licence is left out: what is made of
# them is somebody else's.
file(GLOB files ${FOLDER}/*)
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME)
    file(READ ${file} text)
    string(REGEX REPLACE "^[^\n]*SPDX-License-Identifier[^\n]*\n" "" text "${text}")
    string(APPEND entries "        {\"${name}\", R\"new_node_file(${text})new_node_file\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Made by new_node_files.cmake.
#include \"tools/new_node_files.hpp\"

namespace penstock::tools {

const std::vector<NewNodeFile>& new_node_files() {
    static const std::vector<NewNodeFile> files = {
${entries}    };
    return files;
}

} // namespace penstock::tools
")
