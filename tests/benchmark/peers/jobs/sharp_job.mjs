// SPDX-License-Identifier: Apache-2.0
// sharp at its best settings: one thread in each picture, several pictures at once, no mozjpeg.
//
//     sharp_job.mjs TASK.json IN_FLIGHT        (the task as job.py describes it)
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, extname } from "node:path";

const require = createRequire(process.env.PEERS_NODE_MODULES + "/");
const sharp = require("sharp");
sharp.concurrency(1);
sharp.cache(false);

const task = JSON.parse(readFileSync(process.argv[2], "utf8"));
const inFlight = Number(process.argv[3]);
const ending = { jpeg: "jpg", png: "png", webp: "webp" }[task.format];

/// The pixels of a PNM file of RGB with 8 bits.
function readPnm(name) {
    const file = readFileSync(name);
    const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString("latin1", 0, 64));
    const raw = { width: Number(head[1]), height: Number(head[2]), channels: 3 };
    return { raw, pixels: file.subarray(head[0].length) };
}

const pictures = task.operation === "save" ? task.inputs.map(readPnm) : [];

function opened(index) {
    if (task.operation === "save") {
        const { raw, pixels } = pictures[index % pictures.length];
        return sharp(Buffer.from(pixels), { raw }); // a copy: it stands for making one
    }
    const image = sharp(task.inputs[index], { sequentialRead: true });
    return task.operation === "shrink" ? image.resize(task.width, task.height, { fit: "inside" }) : image;
}

function encoded(image) {
    if (task.format === "jpeg")
        return image.jpeg({ quality: task.quality, chromaSubsampling: "4:2:0", mozjpeg: false, optimiseCoding: false });
    if (task.format === "png")
        return image.png({ compressionLevel: task.zlib_level, adaptiveFiltering: true });
    return image.webp({ quality: task.quality });
}

function output(index) {
    const input = task.operation === "save" ? String(index).padStart(6, "0") : task.inputs[index];
    return `${task.out}/${basename(input, extname(input))}.${ending}`;
}

let next = 0;
async function worker() {
    while (next < task.count) {
        const index = next++;
        await encoded(opened(index)).toFile(output(index));
    }
}
await Promise.all(Array.from({ length: inFlight }, worker));
