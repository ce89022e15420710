// The one script an author includes: registers <reverse-diffusion>. It is served from the site's root, beside www/.

import { ReverseDiffusionElement } from "./www/element/element.js";

performance.mark("reverse-diffusion:start");
if (!customElements.get("reverse-diffusion")) customElements.define("reverse-diffusion", ReverseDiffusionElement);

export { ReverseDiffusionElement };
