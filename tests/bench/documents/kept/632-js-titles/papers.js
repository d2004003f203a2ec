// papers shown on the start page
export const papers = [
  {
    title: "Phase Identification in Distribution Networks with Micro-Synchrophasors",
    authors: "Miles H. F. Wen, Reza Arghandeh, Alexandra von Meier, Kameshwar Poolla, Victor O. K. Li",
    year: 2015,
  },
  {
    title: 'Video Compressive Sensing for Spatial Multiplexing Cameras using Motion-Flow Models',
    authors: "Aswin C. Sankaranarayanan, Lina Xu, Christoph Studer, Yun Li, Kevin Kelly, Richard G. Baraniuk",
    url: "https://arxiv.org/abs/1503.02727",
  },
  { title: "Fuzzy inference system for integrated VVC in isolated power systems", authors: "Eduardo Vega-Fuentes, Juan Manuel Cerezo-Sanchez, Sonia Leon-del Rosario, Aurelio Vega-Martinez", year: 2014 },
  { title: "Promises, Promises: A Callback Story", authors: "me", year: 2019 },
];
