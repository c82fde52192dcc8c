exec(open("/tmp/w/product/mouse.py").read())
