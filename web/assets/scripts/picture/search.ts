// Offers bodies while somebody types, by keyboard too (the ARIA pattern of a combobox with a list).
interface Offer {
    name: string;
    code: string;
    translation: string | null;
    address: string;
}

const pause = 200;

export function offerBodies(form: HTMLFormElement): void {
    const input = form.querySelector("input[type=search]") as HTMLInputElement;
    const list = form.querySelector("[role=listbox]") as HTMLElement;
    let offers: Offer[] = [];
    let chosen = -1;
    let timer = 0;

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);

    const show = (): void => {
        list.replaceChildren(
            ...offers.map((offer, place) => {
                const item = document.createElement("li");
                item.id = `${list.id}-${place}`;
                item.role = "option";
                item.textContent = offer.translation ? `${offer.name} (${offer.translation})` : offer.name;
                item.ariaSelected = String(place === chosen);
                item.addEventListener("pointerdown", (event) => event.preventDefault());
                item.addEventListener("click", () => location.assign(offer.address));
                return item;
            }),
        );
        list.hidden = offers.length === 0;
        input.setAttribute("aria-expanded", String(!list.hidden));
        if (chosen >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
        else input.removeAttribute("aria-activedescendant");
    };

    const close = (): void => {
        offers = [];
        chosen = -1;
        show();
    };

    const ask = async (): Promise<void> => {
        const typed = input.value.trim();
        if (!typed) return close();
        const others = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
        const answer = await fetch(`${form.dataset["address"]}?${others}`, { headers: { Accept: "application/json" } });
        // Whoever typed on has asked anew.
        if (!answer.ok || input.value.trim() !== typed) return;
        offers = (await answer.json()) as Offer[];
        chosen = -1;
        show();
    };

    show();
    input.addEventListener("input", () => {
        window.clearTimeout(timer);
        timer = window.setTimeout(() => void ask(), pause);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
        const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const offer = offers[chosen];
        if (move && offers.length) {
            chosen = (chosen + move + offers.length) % offers.length;
            show();
        } else if (event.key === "Enter" && offer) location.assign(offer.address);
        else if (event.key === "Escape" && offers.length) close();
        else return;
        event.preventDefault();
    });
}
