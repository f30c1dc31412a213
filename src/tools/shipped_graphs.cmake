# SPDX-License-Identifier: Apache-2.0
# cmake -DOUTPUT=FILE -DFOLDER=graphs -P shipped_graphs.cmake
# Writes a source file with the text of every graph in the folder. The key "$schema" is left out: it names a file
# beside the graph, which is not there where the text is put. A graph that includes others is left out whole for the
# same reason.
file(GLOB files ${FOLDER}/*.json)
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} text)
    if(text MATCHES "\n[ \t]*\"include\"")
        continue()
    endif()
    string(REGEX REPLACE "\n[ \t]*\"\\$schema\"[^\n]*" "" text "${text}")
    string(APPEND entries "        {\"${name}\", R\"shipped_graph(${text})shipped_graph\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Made by shipped_graphs.cmake.
#include \"tools/shipped_graphs.hpp\"

namespace penstock::tools {

const std::vector<ShippedGraph>& shipped_graphs() {
    static const std::vector<ShippedGraph> graphs = {
${entries}    };
    return graphs;
}

} // namespace penstock::tools
")
