// The one-page site: picture, tables, answers.

import "./view";
import "./origin";
import "./sorting";
import "./cards";
