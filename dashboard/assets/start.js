// Last of all scripts: starts Dash. A file, because the page allows no script within itself.
"use strict";
window.renderer = new DashRenderer();
