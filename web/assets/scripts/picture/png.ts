// The drawing as a picture of points, made of the same SVG that can be kept.
const sharpness = 2;
// Browsers make no larger canvas than some sixteen million points.
const most = 16_000_000;

export async function savePng(address: string, name: string): Promise<void> {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    const source = URL.createObjectURL(new Blob([await answer.text()], { type: "image/svg+xml" }));
    try {
        const image = new Image();
        image.src = source;
        await image.decode();
        const scale = Math.min(sharpness, Math.sqrt(most / (image.width * image.height)));
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
        canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
        const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
        if (made) offer(made, name);
    } finally {
        URL.revokeObjectURL(source);
    }
}

function offer(file: Blob, name: string): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
