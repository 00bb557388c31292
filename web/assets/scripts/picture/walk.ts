// From one mark to the next, as arrow keys lead: up to the parent, down to the first below, aside to the neighbours.
import type { Mark } from "./data";

export type Step = "up" | "down" | "before" | "after";

export class Walk {
    private readonly marks = new Map<string, Mark>();
    private readonly families = new Map<string | null, Mark[]>();

    constructor(marks: Mark[]) {
        for (const mark of marks) {
            this.marks.set(mark.key, mark);
            const family = this.families.get(mark.parent);
            if (family) family.push(mark);
            else this.families.set(mark.parent, [mark]);
        }
    }

    mark(key: string): Mark | undefined {
        return this.marks.get(key);
    }

    // Where a step leads; nowhere at the end of a family, above the highest and below the lowest.
    next(key: string, step: Step): Mark | undefined {
        const mark = this.marks.get(key);
        if (!mark) return undefined;
        if (step === "up") return mark.parent === null ? undefined : this.marks.get(mark.parent);
        if (step === "down") return this.families.get(key)?.[0];
        const family = this.families.get(mark.parent) ?? [];
        return family[family.indexOf(mark) + (step === "after" ? 1 : -1)];
    }
}
