// What every page of the site has: dark or light, and the search field.

import "./theme";
import "./find";
