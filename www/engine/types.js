// The shapes that cross from the wasm module into the page, named once for the type checker. No code. The module's classes
// and functions have their types from the module itself; of the plain objects that they hand over it says only that they
// are any, and tests/node/types.test.mjs holds what stands here to what is handed over.

/**
 * @typedef {typeof import("../../reverse_diffusion.js")} Glue
 * @typedef {typeof import("../element/line-and-studies.js")} Views
 * @typedef {Glue & {memory: WebAssembly.Memory, views: Views | null}} Engine  the module's exports, its memory, and what
 *   shows what only the whole module can do; of the small module's exports some are missing

 * @typedef {import("../../reverse_diffusion.js").Simulation} Simulation
 * @typedef {import("../../reverse_diffusion.js").Picture} Picture
 * @typedef {import("../../reverse_diffusion.js").Study} Study
 *
 * @typedef {Record<string, string | number>} Scene  every parameter by its name
 *
 * @typedef {object} Parameter  one row of `sceneParameters()`
 * @property {string} name
 * @property {string} label
 * @property {string} symbol
 * @property {"choice" | "number" | "integer" | "data" | "start"} kind
 * @property {string | number} default
 * @property {{value: string, label: string}[]} [values]
 * @property {number} [min]
 * @property {number} [max]
 * @property {"linear" | "log"} [scale]
 * @property {string} allowed  what its values may be, in words
 * @property {string} help
 * @property {string} reference
 * @property {string[]} dynamics  where it has an effect
 * @property {string[]} studies  to which alone it belongs; none for a parameter of every scene
 * @property {string[]} denoisers  to which alone it belongs; none for a parameter of every scene
 *
 * @typedef {object} Problem  one value that could not be used
 * @property {string} name  "SceneError"
 * @property {string} field
 * @property {string} value
 * @property {string} allowed
 * @property {string} message
 *
 * @typedef {Error & Problem} SceneError
 *
 * @typedef {object} StudyInfo  one row of `studies()`
 * @property {string} name
 * @property {string} title
 * @property {string} question
 * @property {string} reference
 * @property {[number, number]} dims  of how many coordinates its data may be, at least and at most
 * @property {boolean} images  whether its data are square images
 * @property {string[]} parameters  those that matter to it, in order of display
 * @property {boolean} hasStage  whether the picture is shown above its charts
 * @property {boolean} hasClock  whether anything in it moves with time
 * @property {number} opening  the share of the steps after which it is shown first
 *
 * @typedef {object} StudySeries
 * @property {string} name  "" keeps it out of the legend
 * @property {string} ink  forward, reverse, lighthouse, ink, soft, or "#rrggbb"
 * @property {"line" | "dashed" | "points" | "bars" | "outline" | "band" | "block" | "rule"} mark
 * @property {number} variant  which shape of dots, or pattern of dashes
 * @property {boolean} moving
 * @property {boolean} labelled  whether its name stands in the chart itself
 *
 * @typedef {{label: string, range: [number, number], log: boolean}} StudyAxis
 * @typedef {{title: string, caption: string, x: StudyAxis, y: StudyAxis, equal: boolean, map: string | null, legend: StudySeries[]}} StudyChart
 *
 * @typedef {{kind: "stage" | "charts" | "gallery", of: number[]}} StudyLead  what answers at a glance: charts or a gallery by their numbers
 *
 * @typedef {object} StudyGallery
 * @property {string} title
 * @property {string} caption
 * @property {number} place  those of one place are looked at one at a time
 * @property {string} name  what it is called among them
 * @property {string} ink  as of a series
 * @property {boolean} inked  whether 1 is ink on paper; else it is light in the dark
 * @property {number} columns
 * @property {number} rows
 * @property {number} side  pixels
 * @property {number} count
 *
 * @typedef {{images: StudyGallery, likely: {name: string, weight: number}[], effective: number}} DrawingAnswer  what is known of a drawing
 *
 * @typedef {object} StudyRow  a number that theory predicts and that was measured
 * @property {string} name
 * @property {string} reference
 * @property {number | null} predicted
 * @property {number | null} measured
 * @property {number | null} error  one standard deviation
 * @property {number | null} bound  not to be exceeded
 *
 * @typedef {object} LearningProgress  how far the training of a network is
 * @property {number} step
 * @property {number} steps
 * @property {boolean} done
 * @property {number | null} loss  mean of the last batches
 * @property {[number, number] | null} floor  what no denoiser can fall below, and its standard error
 *
 * @typedef {object} Preset
 * @property {string} name
 * @property {string} title
 * @property {number} dim
 * @property {number} count
 * @property {string} source
 * @property {string} licence
 * @property {string} note
 * @property {boolean} standardised
 *
 * @typedef {object} Understood  what a text was taken for
 * @property {boolean} header
 * @property {string[]} columns
 * @property {string[]} numeric  those that can be coordinates
 * @property {string[]} chosen
 * @property {string | null} weight
 * @property {{key: string, label: string}[]} readings  all ways of reading it that are as good
 * @property {string} reading  the key of the one that was taken
 * @property {string[]} notes  sentences
 *
 * @typedef {Error & {understood?: Understood}} TableError
 *
 * @typedef {object} TableItself
 * @property {number} rows
 * @property {number} dim
 * @property {number} missing  how many lines were left out because a value is missing
 * @property {{line: number, text: string, because: string}[]} leftOut  the first of them
 * @property {string} data
 * @property {{mean: number[], scale: number | number[]} | null} standardisation
 *
 * @typedef {Understood & TableItself} Table  what `readTable` gives
 *
 * @typedef {object} SimulationInfo
 * @property {string} title
 * @property {number} dim
 * @property {number} count
 * @property {{mean: number[], scale: number | number[], columns?: string[]} | null} standardisation
 * @property {string} source
 * @property {string} licence
 * @property {string} note
 * @property {number} checkpointStride
 * @property {number} historyBytes
 * @property {number} historyLimit
 * @property {number} given  how many points were given, before equal ones were put together
 * @property {{lastTime: number, kappa: number, spacing?: number, spacingTime?: number, resolved: number, sentence: string}} ending
 *   how the time grid ends, and what that means; ∞ is the spacing of one point
 *
 * @typedef {object} Inspection  the posterior at one place and time
 * @property {number} time
 * @property {number[]} mean
 * @property {number[] | null} score
 * @property {number | null} logDensity
 * @property {number} entropy
 * @property {number} effective
 * @property {{index: number, weight: number, point: number[]}[]} top
 * @property {Float64Array} weights
 *
 * @typedef {object} Frame  where a line view has its map and its slice, in device pixels; both are as high
 * @property {number} left
 * @property {number} right
 * @property {number} top
 * @property {number} bottom
 * @property {number} sliceLeft
 * @property {number} sliceRight
 *
 * @typedef {object} Edges  of the area of a chart in which series are drawn, in device pixels
 * @property {number} left
 * @property {number} top
 * @property {number} right
 * @property {number} bottom
 *
 * @typedef {object} Colours  "#rrggbb" each
 * @property {string} background
 * @property {string} ink
 * @property {string} forward
 * @property {string} reverse
 * @property {string} lighthouse
 */

export {};
